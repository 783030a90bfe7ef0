### The shell of the web client: the gate, home, settings, and what the page cannot protect from.
### The title and the notification are neutral on purpose: whoever glances at the device learns nothing.

title = Notes
notification = There is something new.

## Words on many buttons

back = Back
cancel = Cancel
close = Close
copy = Copy
copied = Copied
dismiss = Dismiss
save = Save
saved = Saved.
understood = I understand
loading = One moment …
starting = One moment …
lock = Lock
exit = Exit
exit-label = Exit: leave this page at once

## Language

language = Language
language-auto = As the browser has it
language-now = Language: { $name }
language-failed = This language could not be loaded. Is there a network?

## Welcome

welcome-title = A quiet place for people who trust each other
welcome-lead = Small circles talk here, support one another and decide together. What is said is read by the people in the circle and by nobody else.
welcome-encrypted = Everything is encrypted on this device before it leaves. The relay that carries it can read none of it.
welcome-nameless = No account, no phone number, no e-mail. In each circle you go by a name that you choose.
welcome-here = All of it stays in this browser, locked with a passphrase that only you know.
welcome-exit = “Exit” at the top leaves this page at once. So does pressing Escape three times quickly.
welcome-invited = You have been invited
welcome-invited-next = Choose a passphrase first. Your invite is waiting; it was taken out of the address bar.
welcome-begin = Begin

## The passphrase

passphrase = Passphrase
passphrase-hint = Several words that nobody would guess, and that you will remember.
passphrase-again = The same passphrase again
passphrase-old = The passphrase of now
passphrase-new = New passphrase
passphrase-show = Show the passphrase
passphrase-hide = Hide the passphrase
passphrase-empty = Please type a passphrase.
passphrase-differs = The two are not the same.
passphrase-change = Change the passphrase
passphrase-change-lead = Change it if anybody may have seen you type it.
passphrase-changed = The new passphrase holds from now on.

words-propose = Propose six words
words-proposed = Six words, drawn by chance
words-keep = Nobody can guess these. Learn them by heart: make a little story of them. If you write them down, keep the paper away from this device, and burn it when you know them.
words-others = Other words

strength-0 = Found at once.
strength-1 = Weak: found within a day.
strength-2 = Fair: found within months by whoever makes the effort.
strength-3 = Good: it takes years and a great deal of money.
strength-4 = Very good: nobody finds this by trying.
advice-common = It is built on a word that is tried first.
advice-repeat = Something in it comes again, which helps little.
advice-row = Something in it goes on in a row, such as abcd or 4321.
advice-date = A year or a date in it is soon guessed.
advice-words = A few more words, chosen by chance, help most.
advice-longer = Make it longer: any further word helps.

create-title = Choose a passphrase
create-lead = It locks everything that is kept in this browser. Whoever takes the device can try to guess it, as often as they like: so it should be long.
create-no-recovery = Nobody can recover a lost passphrase: not we, not the relay, not your circle.
create-understood = I understand: without it, what is here is lost.
create-understood-first = Please tick this first.
create-make = Lock it with this passphrase

## Locked

unlock = Open
unlock-invited = Open your notes first; your invite is waiting.
opening = Opening: this takes a moment, so that guessing takes years.
elsewhere-title = Open in another tab
elsewhere-lead = Another tab or window of this browser has your notes open and does not answer. Go on there, or close it: this one then takes over.
elsewhere-waiting = Waiting for the other tab …

## Home

circles = Circles
home-join = Use an invite
home-new = Start a circle
home-empty-title = No circles yet
home-empty = Did somebody give you an invite? Use it to ask to be let in. Or start a circle of your own and invite those you trust.
beside-title = It is quiet here
beside = Choose a circle to read on.
offline = No network. What you write is kept and goes out by itself later.

circle-members =
    { $number ->
        [one] One member
       *[other] { $number } members
    }
circle-unread =
    { $number ->
        [one] One unread
       *[other] { $number } unread
    }
circle-unsent =
    { $number ->
        [one] One thing waits to go out
       *[other] { $number } things wait to go out
    }
circle-knocks =
    { $number ->
        [one] One person waits to be let in
       *[other] { $number } people wait to be let in
    }
circle-last = { $author }:
circle-last-hidden = A message with a content warning
circle-short-leaving = You are leaving
circle-short-left = You have left
circle-short-removed = You were removed
circle-short-stuck = Cannot go on here: come back with a new invite
circle-short-expired = Out of reach: come back with a new invite
circle-short-paused = Paused: somebody keeps breaking it

join-waits = You asked to be let in as { $name }
join-ended = Your request as { $name } has ended
join-words = Words to compare with whoever invited you
join-since = Asked { $when }. This page looks for the answer by itself while it is open.
join-again = Use another invite
join-drop = Take the request back
join-drop-title = Take this request back?
join-drop-warning = It is erased here, with the words to compare. The invite still holds it: if somebody lets { $name } in after all, that name stands in the circle and nobody is behind it. Tell whoever invited you.

## A new circle

new-circle-lead = You are its first member and its host. Then you invite others, one by one.
new-circle-label = Name of the circle
new-circle-label-hint = Everybody whom you invite will see it. A plain name is safer than a telling one.
new-circle-start = Start the circle
new-circle-working = Working for the relay, instead of paying it …
your-name = Your name in it
your-name-hint = Any name that suits you here. Better not the one in your papers.
pass = Pass
pass-hint = The relay wants a pass from whoever runs it. Ask the person who gave you this address.

## Settings

settings = Settings
settings-look = Language and look
settings-look-kept = These two choices are kept unencrypted in this browser, since they are needed before it is unlocked. Nothing else is.
theme = Light or dark
theme-auto = As the device has it
theme-light = Light
theme-dark = Dark

settings-lock = Locking
auto-lock = Lock by itself after
auto-lock-hint = Counted from your last touch or key.
auto-lock-never = Never
lock-hidden = Lock as soon as the page is out of sight
lock-hidden-hint = When you change to another app or tab, or the screen goes dark. Nothing comes in while it is locked.

settings-exit = Exit
exit-keys = “Exit” is at the top of every screen. Or press Escape three times quickly. It locks everything and lands on an ordinary page. Hold “Exit”, or the space bar on it, for three seconds, and everything in this browser is erased first, without a question.
exit-page = Page to land on
exit-page-hint = A page that you might well be reading: news, weather, an encyclopedia.
exit-page-wrong = That is not the address of a web page. It begins with https://

settings-notifications = Notifications
notifications = Notify me when something is new
notifications-hint = It says that there is something, never what or from whom. Only while the page is open in some tab.
notifications-refused = The browser does not allow notifications for this page.

settings-storage = Storage
storage-title = The browser may throw this away
storage-short = It has not promised to keep your circles and keys. Settings say more.
storage-warning = The browser has not promised to keep what is stored here. When the device is short of room, or the page was not opened for a few weeks, it may delete your circles and keys. Installing the page and opening it often helps. If it happens, come back to each circle with a new invite.
storage-ask = Ask the browser to keep it
storage-kept = The browser has promised to keep what is stored here. “Clear browsing data” deletes it all the same.
storage-refused = The browser does not promise it yet. Using the page often, or installing it, can change that.

settings-install = Keep it as an app
install = Install
install-lead = Installed, it opens without the address bar, and shows what you have read already when there is no network.
install-by-hand = In the browser's menu, look for “Add to Home screen” or “Install”.
install-seen = It is called “Notes” and has a leaf for an icon. Whoever looks through the apps on the device can see that it is there.

settings-erase = Erase
erase = Erase everything
erase-lead = Takes all circles, messages and keys out of this browser.
erase-title = Erase everything here?
erase-warning = All circles, messages and keys in this browser are gone then, for good. The others in your circles still see you as a member until somebody removes you, unless a farewell was ready and could go out.
erase-limits = The keys are deleted first. But a browser cannot promise that nothing remains on the device's storage, and its history may still hold the address of this page.
erase-sure = Yes, erase everything

## New versions

update-ready = A new version is here.
update-take = Reload

## What this cannot protect from

limits-short = Limits
limits-title = What this cannot protect you from
limits-lead = No tool protects from everything. It is better to know where this one ends.

limit-device = A device in other hands while it is unlocked
limit-device-text = Whoever holds your device while the page is open can read what you can read. Lock it when you put it down. If you may be searched, leave the device elsewhere, or erase everything before.
limit-code = The page itself
limit-code-text = Each time you open it, its program comes from the relay. A relay that was taken over could send a program that gives your words away, even to you alone. Those who know how can compare the program with the published one; the version for the terminal does not have this weakness.
limit-people = The people in your circle
limit-people-text = Everybody in a circle can read it, copy it, photograph it and show it to others. Encryption does not help against somebody who was trusted. Compare the words of the circle, invite one by one, and remove whoever should not be there.
limit-screen = Eyes and screenshots
limit-screen-text = People nearby, cameras, and programs that take pictures of the screen see what you see. The list of open apps may show a small picture of this page.
limit-keyboard = The keyboard and other apps
limit-keyboard-text = A keyboard that learns, suggests or translates may send on what you type. So may an extension of the browser. A device that is spied on from inside hides nothing.
limit-address = That you come here
limit-address-text = The relay sees your network address and when you are there. Your provider sees the relay's name. Neither sees what is said. Tor Browser or a VPN that you trust hides your address.
limit-history = Traces in the browser
limit-history-text = The history of the browser may hold the address of this page, and an invite that was opened as a link, though never a circle. A used invite opens nothing any more, and a code that is typed leaves no trace there. After “Exit”, “back” and “forward” lead past the page, but the history still names it. A private window forgets the address, and also everything that is stored here.
limit-push = Being told at once
limit-push-text = While the page is closed nothing comes in and nobody can call you: there are no push messages, since they would go through the maker of your phone. In an emergency use another way.
limit-erase = Traces after erasing
limit-erase-text = When a message disappears or everything is erased, the keys are gone. A browser cannot promise that no bytes remain on the storage of the device for those with a laboratory.
limit-storage = The browser's tidying
limit-storage-text = Browsers delete what pages store when room is short or a page was not used for weeks. Then your circles are gone from here, and you need a new invite to come back.
limit-passphrase = A forgotten passphrase, or a forced one
limit-passphrase-text = Nobody can recover it. And nothing here helps if somebody forces you to say it.
