### The terminal app, `leeward chat`. What the web client says as well is taken from its files.

## The gate, and what stands at the bottom

chat-gate-hint = What you type is not shown. Enter opens; Ctrl-Q closes.
chat-new-lead = There is no vault on this device yet. It is one file that keeps your circles and what is said in them, locked with a passphrase.
chat-new-hint = Nothing of it is shown. Several words that nobody would guess, and that you will remember.
chat-new-short = This passphrase is short: whoever copies the vault can try guesses on it for years. Six words drawn by dice withstand that, a word with a number does not. Escape: choose another. To keep it, type it once more.
chat-new-long = It is long enough, if nobody would guess these words. Type it once more; or Escape, and choose another.
chat-begin = No circles yet
chat-begin-join = Somebody gave you a code, a link or a QR code.
chat-begin-found = You need the address of a relay. You will be its first member and invite others.
chat-locked = Locked.
chat-how-to-quit = Ctrl-Q closes Leeward, Ctrl-L locks it.
chat-no-screen = There is no terminal here to draw on: use --plain.

## The keys

chat-key-palette = Commands
chat-key-help = Help
chat-key-invite = Invite
chat-key-search = Search
chat-key-knocks = Door
chat-key-verify = Words
chat-key-hide = Hide
chat-panel-keys = ↑ ↓ Enter · Esc closes
chat-panel-keys-long = ↑ ↓ Enter · PgUp PgDn: more text · Esc closes
chat-form-keys = Tab, Enter: next · Ctrl-S: done · Esc: leave
chat-find = Type to find …
chat-to-circles = Go to the circles
chat-to-unread = Go to the next unread circle

## The list of circles

chat-no-circles = No circles yet. Ctrl-P: use an invite, or start a circle.

## The conversation

chat-offline = { $why }; F5 tries now
chat-warning-title = Something is not as it should be
chat-message-by = Message by { $author }
chat-open-folded = Open, or fold again
chat-folded = Content warning: { $cw } (Enter opens)
chat-expires = disappears in { $left }
chat-take-back-reaction = { $emoji } – take back

## Writing

chat-timer-hint = Such as 90m, 48h or 7d. Left empty, as in the whole circle.

## Inviting and letting in

chat-invites = Invites of yours
chat-invite-new = A new invite
chat-invite-uses = For how many people
chat-invite-qr = Show it as a QR code
chat-invite-shown = Select it with the mouse while you hold Shift to copy it. Leeward writes nothing to the clipboard.
chat-qr-too-large = The QR code needs { $columns } columns and { $rows } rows: enlarge the window, or make its letters smaller (often Ctrl and minus), and open it again. Or use the link:
chat-no-knocks = Nobody is waiting at { $label }.
chat-knock-title = { $name } wants to come in
chat-knock-compare = Does { $name } see the same four words? Compare them by voice or face to face. If they differ, somebody stands between you: decline.
chat-knock-note = They write: { $note }
chat-knock-later = Not now
chat-admit-other = Let them in under another name

## Joining and founding

chat-join-code-hint = A link, or a code that begins with join. Looking at it tells nobody anything.
chat-found-pass-hint = Only where the relay wants one, from whoever runs it.

## Rules, and the end of a circle

chat-rules-hosts = Hosts: { $hosts }
chat-rules-relay = Relay: { $relay }
chat-timer-now = Messages disappear after { $span }
chat-timer-set = Change when messages disappear
chat-devices = Your devices
chat-devices-in = Your devices in { $circle }
chat-devices-link = To link another one: `leeward device link` in another terminal window. Choose one here to take it out.
chat-device-only = This is your only device in the circle: to go, leave it.
chat-device-keeps = It gets nothing that is said from then on. What it has already, it keeps. You stay with your others.
chat-device-ends-invites = All open invites of the circle end with it.
chat-device-remove = Take it out
chat-lost = A device was lost or taken
chat-lost-lead = Here you take it out of all circles that go on in this vault. Which one is it?
chat-lost-all = All my other devices
chat-lost-out = Take out of all circles
chat-lost-follows = Where it is not out yet, the app goes on with it while it is open and the relay is there. Until then the device reads what is said there.
chat-device-keep = Keep it after all
chat-device-keep-means = It is to go out, and is not out yet: the relay was away. If you have it again, it can stay, in every circle where it is still to go. Device codes that ended with it stay ended.
chat-device-keep-none = It does not wait to go out any more: look again who is in the circle.
chat-leave-or-forget = Leave the circle, or erase one that has ended
chat-leave-alone = You are the only member: the circle ends, and all of it is erased from this vault.
chat-forget-warning = All that was said in it is gone from this vault then, for good.

## Search

chat-search = Search in what was said
chat-search-words = Words
chat-search-hint = Messages that hold all of them, in all circles. Nothing leaves this device.
chat-search-nothing = Nothing here holds all these words.
chat-search-found =
    { $number ->
        [one] One message
       *[other] { $number } messages
    }

## Settings

chat-settings-lead = These choices are kept in the vault.
chat-lock-minutes =
    { $number ->
        [one] One minute without a key
       *[other] { $number } minutes without a key
    }
chat-language-auto = As the terminal has it
chat-moments = Moments
chat-moments-short = Short: the hour, and the day where it is another
chat-moments-full = Full: day, hour, second
chat-direction = Text from right to left is put into order
chat-direction-hint = If Arabic or Hebrew stands back to front here, choose another.
chat-direction-auto = as it suits most terminals
chat-direction-app = by Leeward
chat-direction-terminal = by the terminal

## Help

chat-help-keys = Tab goes from the circles to what was said and to the field; the arrows choose, Enter opens. Ctrl-P lists everything that can be done. In the field, Enter sends and Ctrl-J begins a new line.
chat-help-message = On a message: R answers, + reacts, E changes, D takes back, the space bar opens what is folded.
chat-help-hide = F9, or Escape three times quickly, locks and shows a dull screen; Enter there asks for the passphrase. Without a key for a while it locks by itself.
chat-help-backup = `leeward backup` puts your history and a way back into an encrypted file, beside this app; `leeward backup --help` says more.
chat-help-panic = F12, three times quickly, erases everything here at once, keys first, also while it is locked. Nothing brings it back; `leeward panic --help` says more.
chat-panic-how = F12 three times quickly erases this vault, keys first, for good.
chat-help-direction = Terminals differ in how they show Arabic and Hebrew. If it reads wrong, choose another way in the settings. In the field itself letters may stand in the order of typing; below it stands how it will be read.
chat-limits = What this cannot protect you from: whoever holds the device while it is unlocked; the people in your circle, who can pass on what they read; eyes and cameras nearby; a terminal, multiplexer or recorder that keeps what it shows; a device that is spied on from inside; that the relay sees your address, and when you are there.

## Line by line (--plain)

chat-plain-in = In { $label }:
chat-plain-circle =
    { $unread ->
        [0] Circle { $number }: { $label }
       *[other] Circle { $number }: { $label }, { $unread } unread
    }
chat-plain-open = What you write now is said in { $label }; /help lists the commands.
chat-plain-online = { $label }: the relay is reached.
chat-plain-unknown = there is no command /{ $word }; /help lists them
chat-plain-help =
    A line is said in the open circle; // at its beginning says a line that begins with one slash.
      /circles              the circles, and what is unread in each
      /circle NAME          open another circle, by name or number
      /read [N]             the last N things said, 20 if no number is given
      /show ID              a message whose content warning folds it
      /reply ID TEXT        answer a message
      /warn WORDS | TEXT    say something behind a content warning
      /edit ID TEXT         change a message of yours
      /retract ID           take a message of yours back
      /react ID EMOJI       put an emoji under a message
      /unreact ID EMOJI     take an emoji away
      /members              the members
      /verify               the words to compare
      /search WORDS         look through what was said
      /invite [SPAN]        an invite for one person, for two days or so long
      /knocks               who wants to come in
      /admit ID [NAME]      let somebody in
      /decline ID           decline
      /quit                 close
    ID is the number before a message, or of a request.
