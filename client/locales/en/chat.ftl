### The terminal app, `leeward chat`. What the web client says as well is said in the same words.

## The gate, and what stands at the bottom

chat-title = Notes
chat-gate-hint = What you type is not shown. Enter opens; Ctrl-Q closes.
chat-opening = Opening: this takes a moment, so that guessing takes years.
chat-locked = Locked.
chat-working = Carrying it out …
chat-how-to-quit = Ctrl-Q closes Leeward, Ctrl-L locks it.
chat-no-screen = There is no terminal here to draw on: use --plain.

## The keys

chat-key-palette = Commands
chat-key-help = Help
chat-key-invite = Invite
chat-key-search = Search
chat-key-members = Members
chat-key-knocks = Door
chat-key-verify = Words
chat-key-lock = Lock
chat-key-hide = Hide
chat-key-quit = Close
chat-panel-keys = ↑ ↓ Enter · Esc closes
chat-form-keys = Tab, Enter: next · Ctrl-S: done · Esc: leave
chat-find = Type to find …
chat-close = Close
chat-cancel = Cancel
chat-save = Save
chat-never = Never
chat-to-circles = Go to the circles
chat-to-unread = Go to the next unread circle
chat-retry-now = Try now

## The list of circles

chat-members-count =
    { $number ->
        [one] One member
       *[other] { $number } members
    }
chat-circle-knocks =
    { $number ->
        [one] One person waits to be let in
       *[other] { $number } people wait to be let in
    }
chat-circle-unsent =
    { $number ->
        [one] One thing waits to go out
       *[other] { $number } things wait to go out
    }
chat-join-waits = You asked to be let in as { $name }
chat-join-ended = Your request as { $name } has ended
chat-no-circles = No circles yet. Ctrl-P: use an invite, or start a circle.

## The conversation

chat-connecting = Reaching the relay …
chat-offline = { $why }; F5 tries now
chat-older = Show earlier messages
chat-unread = New since you were here
chat-empty = What is said here is read by the members, and by nobody else.
chat-empty-alone = Invite somebody whom you trust. Each person gets an invite of their own.
chat-warn-gap = Ask the others whether you missed something that matters.
chat-warn-fork = Until the words are the same in a call, say nothing here that could harm anyone.
chat-warn-behind = It may still come. If it does not, compare the words in a call.
chat-warn-void = Nothing has changed. If it happens again, talk about it with those you trust, on another way.
chat-warn-noise = One does no harm. If many come, somebody may be trying to disturb the circle.
chat-warn-stuck = Ask somebody in the circle for an invite: it takes you back as the member you are.
chat-warn-mismatch = Compare the words in a call, then ask them what they see.
chat-warning-title = Something is not as it should be
chat-message-by = Message by { $author }
chat-reply = Reply
chat-react = React
chat-edit = Edit
chat-retract = Take back
chat-retract-title = Take this message back?
chat-retract-warning = Its words are erased on the devices of the others, and a sign that something stood there stays. Others may have read it already, and an altered program may keep it.
chat-retracted = Taken back
chat-muted = From somebody whom you muted
chat-open-folded = Open, or fold again
chat-folded = Content warning: { $cw } (Enter opens)
chat-unfolded = Content warning: { $cw }
chat-reply-to = In reply to { $author }
chat-reply-gone = In reply to something that is not here any more
chat-expires = disappears in { $left }
chat-waiting = waits to go out
chat-react-other = Another one, from your keyboard
chat-take-back-reaction = { $emoji } – take back

## Writing

chat-editing = You are changing this message
chat-with-timer = disappears after { $span }
chat-options = Content warning, tone and timer
chat-cw = Content warning
chat-cw-hint = The message stays folded behind these words until somebody opens it.
chat-tone = What would help you
chat-tone-none = Nothing in particular
chat-tone-listen = Just listen, please
chat-tone-advice = Advice is welcome
chat-timer = Disappears after
chat-timer-hint = Such as 90m, 48h or 7d. Left empty, as in the whole circle.

## Inviting and letting in

chat-invite = Invite somebody
chat-invites = Invites of yours
chat-invite-new = A new invite
chat-invite-lead = An invite lets somebody ask to come in. You then see their name and let them in yourself.
chat-invite-uses = For how many people
chat-invite-expires = Good for
chat-invite-make = Make the invite
chat-invite-qr = Show it as a QR code
chat-invite-shown = Select it with the mouse while you hold Shift to copy it. Leeward writes nothing to the clipboard.
chat-invite-revoke = Revoke
chat-qr-too-large = The QR code needs { $columns } columns and { $rows } rows: enlarge the window, or make its letters smaller (often Ctrl and minus), and open it again. Or use the link:
chat-knocks = Who wants to come in
chat-no-knocks = Nobody is waiting at { $label }.
chat-knock-title = { $name } wants to come in
chat-knock-compare = Does { $name } see the same four words? Compare them by voice or face to face. If they differ, somebody stands between you: decline.
chat-knock-note = They write: { $note }
chat-knock-later = Not now
chat-admit = Yes, let them in
chat-admit-as = Let them in under the name
chat-decline = Decline

## Joining and founding

chat-join = Use an invite
chat-join-code = Invite
chat-join-code-hint = A link, or a code that begins with join. Looking at it tells nobody anything.
chat-join-note = A few words to whoever invited you
chat-join-note-hint = Something by which they know that it is you. Nobody else can read it.
chat-join-how = How do you want to come in?
chat-join-as-new = As somebody new
chat-join-back = Come back to { $circle }
chat-join-ask = Ask to be let in
chat-join-compare = Ask whoever invited you to read their four words to you, in a call or face to face. If they differ from these, somebody stands between you.
chat-join-drop = Take the request back
chat-join-drop-title = Take this request back?
chat-join-drop-warning = It is erased here, with the words to compare. The invite still holds it: if somebody lets { $name } in after all, that name stands in the circle and nobody is behind it. Tell whoever invited you.
chat-found = Start a circle
chat-found-lead = You are its first member and its host. Then you invite others, one by one.
chat-found-label = Name of the circle
chat-found-label-hint = Everybody whom you invite will see it. A plain name is safer than a telling one.
chat-found-start = Start the circle
chat-found-relay = Address of the relay
chat-found-pass = Pass
chat-found-pass-hint = Only where the relay wants one, from whoever runs it.
chat-your-name = Your name in it
chat-your-name-hint = Any name that suits you here. Better not the one in your papers.

## Members

chat-members = Members
chat-role-host = Host
chat-member-muted = muted by you
chat-not-crossed = not heard since the last change
chat-mute = Mute for me
chat-unmute = Show their words again
chat-appoint = Make them a host
chat-demote = Take the role of host
chat-remove = Remove from the circle
chat-remove-title = Remove { $name } from the circle?
chat-remove-warning = From then on they can read nothing that is said here. What they have read already stays with them. All open invites end.
chat-rename = Your name in the circle
chat-rename-hint = It stands behind the name on your card.
chat-withdraw = Give all of this up
chat-card = My card
chat-card-lead = All members can read it. Nothing of it is asked for, and all of it can change at any time.
chat-card-name = How you want to be called
chat-card-name-hint = Left empty, you go by your name in the circle.
chat-card-pronouns = Pronouns
chat-card-about = About you
chat-verify = Compare the words of the circle
chat-verify-differ = First see whether both of you are online, and compare again. If they still differ, somebody may stand between you, or one of you is shut out: say nothing that could harm anyone, and start a new circle with invites that you hand over face to face.

## Rules, and the end of a circle

chat-rules = Rules
chat-rules-hosts = Hosts: { $hosts }
chat-rules-relay = Relay: { $relay }
chat-timer-now = Messages disappear after { $span }
chat-timer-set = Change when messages disappear
chat-rule-invite = Who may invite
chat-rule-admit = Who lets people in
chat-rule-remove-approvals = How many hosts have to agree to remove somebody
chat-rule-timer = When messages disappear, as the rules have it
chat-rule-timer-by = Who may set when messages disappear
chat-value-hosts = Hosts only
chat-value-members = All members
chat-value-person = A person, each time
chat-value-auto = The device of whoever made the invite
chat-devices = Your devices
chat-devices-in = Your devices in { $circle }
chat-devices-link = To link another one: `leeward device link` in another terminal window. Choose one here to take it out.
chat-device-only = This is your only device in the circle: to go, leave it.
chat-device-keeps = It gets nothing that is said from then on. What it has already, it keeps. You stay with your others.
chat-device-ends-invites = All open invites of the circle end with it.
chat-device-remove = Take it out

chat-leave-or-forget = Leave the circle, or erase one that has ended
chat-leave = Leave the circle
chat-leave-title = Leave { $circle }?
chat-leave-warning = From then on you can read nothing that is said there. Coming back takes a new invite, and somebody who lets you in.
chat-leave-after = It takes effect when the device of another member carries it out. What you have here stays until you erase it.
chat-leave-alone = You are the only member: the circle ends, and all of it is erased from this vault.
chat-forget = Erase it from here
chat-forget-title = Erase this circle from here?
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

chat-settings = Settings
chat-settings-lead = These choices are kept in the vault.
chat-auto-lock = Lock by itself after
chat-lock-minutes =
    { $number ->
        [one] One minute without a key
       *[other] { $number } minutes without a key
    }
chat-language = Language
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
