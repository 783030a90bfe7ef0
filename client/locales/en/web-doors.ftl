### The doors of a circle: who is in it, who comes in, by which rules, and how one leaves.

## In every panel

doors-done = Done.
doors-working = Carrying it out …
doors-load-late = This takes longer than it should.
doors-load-again = Try again
doors-under-way = It is under way, and is carried out once the relay has it.
doors-approvals =
    { $number ->
        [one] One member agrees so far. It takes { $needed } of the hosts, or more than half of all members.
       *[other] { $number } members agree so far. It takes { $needed } of the hosts, or more than half of all members.
    }
doors-wishes-title = Asked for, and not done yet
doors-wish = You asked { $wish }.
doors-wishes-relay = It waits for the relay.
doors-wishes-withdraw = Give all of this up
doors-wishes-withdrawn = Given up. What is on its way already may be carried out all the same.

## Members

doors-member-menu = What can be done about { $name }
doors-member-host = Host
doors-member-heard = last heard { $when }
doors-member-never-heard = not heard yet
doors-member-not-crossed = not heard since the last change
doors-member-devices =
    { $number ->
        [one] one device
       *[other] { $number } devices
    }
doors-member-muted = muted by you
doors-member-mute = Mute for me
doors-member-unmute = Show their words again
doors-member-appoint = Make them a host
doors-member-appoint-ask = Ask to make them a host
doors-member-demote = Take the role of host
doors-member-demote-ask = Ask to take the role of host
doors-member-remove = Remove from the circle
doors-member-remove-ask = Ask to remove them
doors-member-step-down = Step down as host
doors-member-appoint-title = Make { $name } a host?
doors-member-appoint-warning = Hosts invite, let in and remove people, and change the rules.
doors-member-demote-title = Take the role of host from { $name }?
doors-member-demote-warning = They stay a member, without a host's powers.
doors-member-remove-title = Remove { $name } from the circle?
doors-member-remove-warning = From then on they can read nothing that is said here. What they have read already stays with them. All open invites end.
doors-member-step-down-title = Step down as host?
doors-member-step-down-warning = You stay a member. To become a host again, others have to agree.
doors-member-approvals =
    { $needed ->
        [one] It is carried out once a host agrees, or more than half of the members. Others agree by asking for the same.
       *[other] It is carried out once { $needed } hosts agree, or more than half of the members. Others agree by asking for the same.
    }

## One's own card

doors-card-lead = All members can read it. Nothing of it is asked for, and all of it can change at any time.
doors-card-name = How you want to be called
doors-card-name-hint = Left empty, you go by your name in the circle.
doors-card-pronouns = Pronouns
doors-card-about = About you
doors-card-about-hint = Languages, what you like to be asked about, when you are there. Better nothing that gives you away.
doors-rename-title = Your name in the circle
doors-rename-name = New name
doors-rename-now = Now it is { $name }.
doors-rename-hint = It stands behind the name on your card.
doors-rename-do = Take this name

## Inviting

doors-invite-lead = An invite lets somebody ask to come in. You then see their name and let them in yourself.
doors-invite-uses = For how many
doors-invite-people =
    { $number ->
        [one] One person
       *[other] { $number } people
    }
doors-invite-many-warning = Whoever gets hold of it can ask to come in, and nobody notices when it is passed on. An invite for each person is safer.
doors-invite-life = Good for
doors-invite-endless = Until it is used or revoked
doors-invite-make = Make the invite
doors-invite-making = Making the invite …
doors-invite-ready = The invite is ready
doors-invite-another = Make another one
doors-invite-advice = Give it to the person on a way that you trust: face to face, or in a chat that is encrypted. Whoever has it can ask to come in.
doors-invite-advice-words = When they have asked, compare the four words with them before you let them in.
doors-invite-link = As a link
doors-invite-share = Share the link
doors-invite-scan = To scan
doors-invite-qr = The invite as a QR code
doors-invite-aloud = To read aloud
doors-invite-aloud-how = Six groups of five, then the place. There is no letter O, I, L or U in it: what looks like one is a digit.
doors-invite-code = The code in one piece
doors-invite-open = Open invites
doors-invite-left =
    { $number ->
        [one] For one person
       *[other] { $left } of { $number } places left
    }
doors-invite-opening = is being opened
doors-invite-ending = is ending
doors-invite-no-end = good until it is used or revoked
doors-invite-ends = ends { $when }
doors-invite-show = Show
doors-invite-revoke = Revoke
doors-invite-revoke-title = Revoke this invite?
doors-invite-revoke-warning = Nobody can ask to come in with it any more. Who is waiting with it cannot be let in.
doors-invite-revoked = The invite has ended.

## Who wants to come in

doors-knocks-lead = Compare the four words with each of them, by voice or face to face, before you let them in.
doors-knocks-looking = Looking who is there …
doors-knocks-none = Nobody is waiting
doors-knocks-none-lead = Who uses an invite of yours shows up here. This page looks by itself while it is open.
doors-knocks-words = Words to compare
doors-knocks-backup = Says to be { $name }, with the rejoin key of the backup made on { $moment }.
doors-knocks-rejoin = Says to be a member of before who comes back with a new device. Their old device has signed this.
doors-knocks-frozen-title = This invite is in two hands
doors-knocks-frozen = It was for one person, and two have asked with it: somebody else has it too. Ask your person on another way, revoke the invite, and make a new one.
doors-knocks-admit = Let in
doors-knocks-admit-title = Let { $name } in?
doors-knocks-admit-words = Does { $name } see the same four words?
doors-knocks-admit-warning = From then on they read all that is said here. If the words differ, somebody stands between you: decline.
doors-knocks-admit-sure = Yes, let them in
doors-knocks-admitting = Letting them in …
doors-knocks-admitted = { $name } is in the circle.
doors-knocks-as = Let them in under the name
doors-knocks-as-hint = They can change it themselves afterwards.
doors-knocks-decline = Decline
doors-knocks-decline-title = Decline { $name }?
doors-knocks-decline-warning = They are told that they were not let in. The invite stays open.
doors-knocks-declined = { $name } was not let in.

## Rules

doors-rules-timer = Messages disappear after
doors-rules-timer-hint = Holds for what is written from now on. A message can disappear sooner, never later.
doors-rules-lead = Hosts change the rules. You can ask for a change: it is carried out once enough others ask for the same.
doors-rules-invite = Who may invite
doors-rules-hosts = Hosts only
doors-rules-members = All members
doors-rules-admit = Who lets people in
doors-rules-admit-person = A person, each time
doors-rules-admit-person-hint = Whoever made the invite compares the words, and decides.
doors-rules-admit-auto = The device of whoever made the invite
doors-rules-admit-auto-hint = Everybody who has the invite gets in at once.
doors-rules-admit-auto-warning = An invite in wrong hands then lets a stranger in, and nobody has compared any words.
doors-rules-approvals = How many hosts have to agree to remove somebody
doors-rules-approvals-hint = The same number makes somebody a host, and takes that role. More than half of the members can always do it as well.
doors-rules-timer-by = Who may set when messages disappear
doors-rules-first-timer = When messages disappear, as the rules have it
doors-rules-first-timer-hint = A change here replaces what members have set.
doors-rules-change = Change the rules
doors-rules-ask = Ask for this change
doors-rules-change-title = Change the rules of the circle?
doors-rules-change-warning = The new rules hold for everybody, and everybody sees who changed them.
doors-rules-facts = Good to know
doors-rules-who-hosts = Hosts
doors-rules-now-timer = Messages disappear after
doors-rules-history = What newcomers can read
doors-rules-history-none = Only what is said after they came
doors-rules-open-codes = Open invites
doors-rules-relay = Relay
doors-rules-epoch = Changes of the keys so far

## Comparing words

doors-verify-lead = Everybody in the circle sees the same six words, as long as nobody stands between you. Compare them face to face or in a call, not in here.
doors-verify-working = Working out the words …
doors-verify-again = Work them out again
doors-verify-words = The words of the circle
doors-verify-epoch = After change { $epoch } of the keys. The words are others after each one.
doors-verify-offline = The relay cannot be reached just now: the circle may have moved on, and the words of others with it.
doors-verify-differ-title = If they differ
doors-verify-differ = First see whether both of you are online, and compare again. If they still differ, somebody may stand between you, or one of you is shut out: say nothing that could harm anyone, and start a new circle with invites that you hand over face to face.

## Leaving

doors-leave-title = Leave { $circle }?
doors-leave-warning = From then on you can read nothing that is said there. Coming back takes a new invite, and somebody who lets you in.
doors-leave-after = It takes effect when the device of another member carries it out. What you have here stays until you erase it.
doors-leave-alone = You are the only member: the circle ends, and all of it is erased from this browser.

## Joining

doors-join-lead = An invite is a link, a code that begins with join, or a picture to scan. Looking at it tells nobody anything.
doors-join-invite = Invite
doors-join-invite-hint = Small or large letters, with hyphens or without.
doors-join-next = Go on
doors-join-scan = Scan an invite
doors-join-good = The invite is well formed. Now you can ask to be let in.
doors-join-as = How do you want to come in?
doors-join-as-new = As somebody new
doors-join-back = Come back to { $circle }
doors-join-back-hint = Your old key vouches for you, and somebody in the circle lets you in.
doors-join-note = A few words to whoever invited you
doors-join-note-hint = Something by which they know that it is you. Nobody else can read it.
doors-join-ask = Ask to be let in
doors-join-knocking = Asking …
doors-join-compare = Ask whoever invited you to read their four words to you, in a call or face to face. If they differ from these, somebody stands between you.
doors-join-next-is = Once the words have been compared, whoever invited you lets you in, and the circle opens here.
doors-join-leave-page = You can go on with other things meanwhile, and lock or close the page. It asks again whenever it is open.
doors-join-meanwhile = To my circles
doors-join-after-declined = Ask whoever invited you, on another way, whether it was they who answered, and whether the words were the same.
doors-join-after-closed = Tell whoever invited you. If you have not used it before, somebody else may have it too.
doors-join-after-not-genuine = Somebody may have changed it on its way to you. Get a new one face to face, or on another way.
doors-join-elsewhere = Each page speaks to its own relay alone. Open the address of that relay, and use the invite there. Do so only if you trust whoever gave it to you.
doors-join-relay = Address of the relay

## Scanning

doors-scan-camera = What the camera sees
doors-scan-how = Hold the code in front of the camera. The picture stays on this device.
doors-scan-starting = Starting the camera …
doors-scan-refused = The browser does not let this page use the camera. It can be allowed in the browser's settings for this page; or use a picture, or type the code.
doors-scan-none = There is no camera here. Use a picture, or type the code.
doors-scan-busy = Another program is using the camera. Close it and try again, or use a picture.
doors-scan-unable = The camera cannot be used here. Use a picture, or type the code.
doors-scan-picture = Choose a picture
doors-scan-nothing = There is no QR code in this picture, or it cannot be made out.
