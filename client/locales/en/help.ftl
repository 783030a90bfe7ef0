help-program = Leeward: small circles talk, end-to-end encrypted, through a relay that reads nothing.

help-program-epilog =
    a first conversation:
      leeward init
      leeward circle new Harbour --relay http://127.0.0.1:8470 --as Robin
      leeward invite Harbour             (the other:  leeward join CODE --as Sam --wait)
      leeward knocks Harbour
      leeward admit Harbour ID
      leeward send Harbour 'Good to have you here.'

    A CIRCLE is named by its number or name in `leeward circle list`, a MEMBER by name or
    by the beginning of its id, a message by its number in `leeward read` or by the
    beginning of its id (8 characters or more).

    exit codes:
      0    done
      1    refused or failed
      2    the command line makes no sense
      3    the relay was not reached; messages are kept and go out with the next sync
      4    the vault was not opened: none there, wrong passphrase, in use
      130  interrupted
      141  the reader of the output went away

help-vault = the directory of the vault (default: LEEWARD_VAULT, or ~/.local/share/leeward)
help-passphrase-file = the passphrase is the first line of FILE (default: LEEWARD_PASSPHRASE, or ask)
help-proxy = go through this proxy, such as socks5h://127.0.0.1:9050 for Tor, and remember it; none: straight this once (default: LEEWARD_PROXY, or the one remembered)
help-json = print data as JSON, one object a line
help-version = print the version and exit
help-offline = show what this device holds, without asking the relay first
help-circle = number or name of the circle
help-member = name of the member, or the beginning of its id
help-event = number of the message in `leeward read`, or the beginning of its id
help-yes = do not ask, do it

help-init = make a vault
help-init-long =
    Make a vault: the encrypted store of everything this device knows. Its passphrase goes
    through a function that is slow on purpose, but no function makes up for a short
    passphrase, and nobody can recover a lost one. Six words drawn by dice are a good one.
help-init-examples =
    examples:
      leeward init
      leeward --vault /media/stick/leeward init
help-size = bytes of the vault's file, as 64M or 1G; it never grows or shrinks (default: 256M)

help-vault-group = another vault behind another passphrase, or one from an earlier Leeward
help-vault-group-long =
    A vault's file has room for four vaults of equal size, each behind a passphrase of its own.
    Nothing in the file tells how many there are: what is not used is as random as what is.
help-vault-add = make another vault in the same file, behind another passphrase
help-vault-add-long =
    Make another vault in the same file, behind another passphrase: one that you could show
    if you were made to open "the" vault. It only passes for that if you use it: found or join
    a circle in it that you may be seen with, and look in now and then.
    Nothing tells which parts of the file are in use, so you give the passphrase of every
    vault that you want to keep; one that you leave out may be overwritten, for good.
    Whoever has copied the file before and copies it again sees which parts have changed.
    `leeward panic` and `leeward pack` erase all vaults of the file, whichever is open.
help-vault-add-examples =
    examples:
      leeward vault add
      leeward vault add --passphrase-file FIRST --new-passphrase-file SECOND --yes
help-keep-file = the first line of FILE is the passphrase of one more vault to keep (may be given again)
help-new-passphrase-file = the new vault's passphrase is the first line of FILE (default: ask)
help-vault-migrate = bring a vault of an earlier Leeward into the form of today
help-vault-migrate-long =
    Bring a vault of an earlier Leeward into the form of today: a file of one size that has
    room for other vaults. The passphrase stays. The old files are erased once everything
    is over, their keys first; if this is interrupted, run it again.
help-destroy-other = let unlocking one vault destroy another, or no longer
help-destroy-other-long =
    With `on`, unlocking the first vault destroys the second one, at once and without a
    question. Both passphrases are needed, also to undo it with `off`; neither vault is
    unlocked by this command.
    Be slow to choose this. Examiners copy a device before they ask for a passphrase: then
    nothing is destroyed, and their copy shows, with the first passphrase, that something
    was to be. Erasing what is searched for can be prosecuted. It helps against somebody
    who makes you unlock your own device at once, and has made no copy.
help-destroy-other-examples =
    examples:
      leeward vault destroy-other on
      leeward vault destroy-other off
help-destroy-wish = whether unlocking the first vault destroys the second
help-other-passphrase-file = the second vault's passphrase is the first line of FILE (default: ask)

help-circle-group = found a circle, or list yours
help-circle-new = found a circle
help-circle-new-long =
    Found a circle on a relay. You are its first member and its host: you may invite, admit
    and remove people and change its rules. The relay learns neither the circle's name nor
    yours.
help-circle-new-examples =
    examples:
      leeward circle new Harbour --relay http://127.0.0.1:8470 --as Robin
      leeward circle new Harbour --relay https://relay.example --as Robin --pass-file FILE
help-circle-new-name = name of the circle
help-relay = address of the relay: https://HOST, or http:// for an onion service or this machine
help-as-founder = the name you bear in this circle; nothing ties it to your other circles
help-pass-file = the relay operator's pass is the first line of FILE (default: proof of work)
help-circle-list = list your circles, and where you have asked to join

help-invite = make an invite code
help-invite-long =
    Make an invite code. Whoever holds it can ask to join, and do nothing else; a person
    lets them in, or not. Give it over a channel you trust, and compare the four words that
    both sides see afterwards.
help-invite-examples =
    examples:
      leeward invite Harbour
      leeward invite Harbour --uses 3 --expires 7d
      leeward invite Harbour --json | jq -r .code
help-uses = how many people it admits (default: 1)
help-expires = when it ends: 90m, 48h, 7d, or never (default: 48h)
help-no-qr = print no QR code
help-invites = list your invites
help-invites-show = show codes and links too
help-revoke = revoke an invite, so that its code lets nobody in any more
help-invite-id = id of the invite, from `leeward invites`

help-join = ask to join a circle
help-join-long =
    Ask to join the circle that a code or link belongs to. Whoever invited you sees your
    name and note, and lets you in or not. Compare the words printed here with them: if they
    match, nobody stands between you. With - as the code it is read from standard input and
    stays out of the history of your shell.
help-join-examples =
    examples:
      leeward join - --as Sam --wait
      leeward join CODE --as Sam --note 'we met at the library'
      leeward join CODE --as Sam --rejoin Harbour    (back to a circle that is out of step)
help-code = the code or link; - reads it from standard input
help-as-newcomer = the name you want to bear in the circle
help-note = a few words to whoever lets you in; only they can read them
help-wait = stay until you are let in or refused
help-rejoin = come back to this circle of yours, which got out of step here or came out of a backup

help-backup = write your history and a way back into an encrypted file
help-backup-long =
    Write what you can read in all your circles, and for each a key with which you can ask to
    come back, into one file. It is encrypted with a passphrase of its own, asked for twice:
    choose another than your vault's. It holds none of the keys that your circles use, so it
    reads nothing of what comes later, and letting you in again takes a person. The web
    client opens it too.
help-restore = bring back what a backup holds
help-restore-long =
    Put the circles of a backup beside those that are here; a circle that is here already
    stays as it is. They can be read at once. To come back to one, ask somebody in it for an
    invite and use `leeward join CODE --rejoin CIRCLE`.
help-backup-file = the file
help-backup-passphrase-file = the file with the backup's own passphrase in its first line

help-unask = take back a request to join
help-unask-long =
    Take back a request to join that waits, such as one at a relay that is gone, or put away
    one that ended. It is erased here. The invite still holds it: if somebody lets it in
    after all, that name stands in the circle and nobody is behind it, so tell them.
help-join-id = id of the request, from `leeward circle list`

help-knocks = show who asks to join
help-admit = let somebody in
help-admit-long =
    Let somebody in. Compare the four words first, over another channel than the code went:
    they are the same on both sides only if nobody stands between you.
help-knock-id = id of the request, from `leeward knocks`
help-admit-as = admit them under this name instead, such as when theirs is taken
help-decline = refuse a request to join

help-send = say something
help-send-long =
    Say something in a circle. With - as the text it is read from standard input and stays
    out of the history of your shell. If the relay cannot be reached, the message is kept
    and goes out with the next sync.
help-send-examples =
    examples:
      leeward send Harbour 'The kettle is on.'
      leeward send Harbour - < letter.txt
      leeward send Harbour 'It was a hard week.' --cw 'family, violence' --just-listen
      leeward send Harbour 'So do I.' --reply 12
help-text = what to say; - reads it from standard input
help-cw = content warning: the text stays folded behind these words until opened
help-no-cw = take the content warning away (it is kept otherwise)
help-reply = reply to this message (number in `leeward read`, or the beginning of its id)
help-message-timer = let this message disappear after SPAN, such as 1h or 7d
help-listen = ask to be listened to, without advice
help-advice = say that advice is welcome
help-react = put an emoji under a message
help-react-examples =
    examples:
      leeward react Harbour 12 🌱
      leeward react Harbour 12 🌱 --take-back
help-emoji = the emoji
help-take-back = take your reaction away again
help-edit = change a message of yours
help-edit-long =
    Change a message of yours. Others may have read the old text already, and an altered
    client may keep it.
help-retract = take a message of yours back
help-retract-long =
    Take a message of yours back: its text is erased on the devices of the others, and a
    sign that something stood there stays. Others may have read it already, and an altered
    client may keep it.
help-card = say who you are in this circle
help-card-long =
    Change the card by which you describe yourself in this circle. What is not named stays
    as it is; an empty value takes a field away.
help-card-examples =
    examples:
      leeward card Harbour --pronouns they/them
      leeward card Harbour --about 'Gardener. I listen well.'
help-card-name = how you like to be called
help-pronouns = your pronouns
help-about = a few words on yourself
help-timer = set after how long messages disappear
help-timer-long =
    Set after how long the circle's messages disappear from everyone's devices. An altered
    client can keep them: this protects against a device that is taken later, not against a
    member who means ill.
help-span = a span of time such as 12h, 7d or 4w

help-read = read what was said
help-read-long =
    Fetch what is new and print it. What others wrote cannot control your terminal. Content
    warnings stay folded, and what people you muted say stays hidden, unless asked for.
help-read-examples =
    examples:
      leeward read Harbour
      leeward read Harbour --since 40 --open
      leeward read Harbour --follow --json
help-since = only what has a higher number than N
help-follow = go on printing what comes in, until Ctrl-C
help-open = unfold content warnings
help-show-muted = show what people you muted said

help-members = list the members
help-remove = remove a member
help-remove-long =
    Remove a member. What is said afterwards is closed to them; what they have read stays
    with them. All open invites of the circle end. If the rules want approvals, this
    command gives yours.
help-leave = leave a circle
help-leave-long =
    Leave a circle. Another member's device carries it out; until then you are still in.
    What this vault holds of the circle stays until `leeward forget`.
help-forget = erase an ended circle from the vault
help-policy = show or change the rules of a circle
help-policy-long =
    Show the rules of a circle, or change them. What you may change depends on your roles
    and on the rules; some changes take effect once enough members gave the same command.
help-policy-examples =
    examples:
      leeward policy Harbour
      leeward policy Harbour --appoint Sam
      leeward policy Harbour --rename Robyn
help-set = set a rule, one of those that `leeward policy` shows; may be given several times
help-appoint = make a member a host
help-appoint-long =
    Make a member a host. Where you cannot do that alone (you are no host, or the rules want
    several) this asks the others: it is done once enough hosts, or more than half of all
    members, have asked for the same or agreed (`leeward approve`). So a circle whose only
    host has lost their device chooses another. If the circle moves on meanwhile, everybody's
    client asks again by itself; `leeward withdraw` gives it up.
help-approvals = show what members ask one another to approve
help-approvals-long =
    Show what takes the approval of several members and has not got enough: who agrees, and
    how many are missing.
help-approve = agree to what somebody asks
help-approve-long =
    Agree to what somebody asks. Whoever agrees last carries it out.
help-ask-id = id of what is asked, from `leeward approvals`
help-demote = take the powers of a host from a member
help-rename = change your own name in this circle
help-mute = hide what a member says, from you alone
help-unmute = show again what a member says
help-withdraw = give up changes that wait for approvals or for the relay
help-withdraw-long =
    Give up every change you asked for that is not done yet; `leeward policy` shows them. One
    that is on its way already may be carried out all the same.
help-verify = show the six words that prove you are all in the same circle
help-verify-long =
    Show six words to compare in person or by voice. If another member sees the same words
    after the same change of the keys, no relay has split you apart, and you see the same
    members.
help-sync = fetch what is new, send what was kept, look whether you were let in
help-sync-circle = only this circle (default: all)

help-verify-web = check that a relay serves browsers the right web client
help-verify-web-long =
    Fetch everything that a relay serves to browsers and compare it, byte by byte, with what
    belongs to this version of Leeward; so a circle notices a relay that serves everybody
    other code. It needs no vault (one that is there is asked for its proxy) and tells the
    relay nothing about you but your address, or with a proxy that of the proxy.

    It cannot catch code that is served to one person alone, or that is served to browsers
    and not to this command, which a relay can tell from a browser if it wants to. Run it
    from different places and at different times, compare the digest by voice, and use the
    terminal where much depends on it.
help-verify-web-examples =
    examples:
      leeward verify-web https://relay.example
      leeward verify-web https://relay.example --manifest manifest.json --json
help-verify-web-url = address of the relay
help-verify-web-manifest = compare with this manifest (default: the one of this version)

help-panic = erase this vault, keys first, without a passphrase
help-panic-long =
    Erase this vault at once: first the keys, then the rest. It needs no passphrase and asks
    nothing. Without --now it waits three seconds, in which Ctrl-C stops it and Enter hurries
    it. Other leeward commands that have the vault open are ended. Circles to which a farewell
    is ready (leeward farewell) are told, for at most two seconds and without waiting.

    Nothing brings the vault back. The storage may keep old copies for a while, and in some
    places erasing is itself punished: `leeward pack`, in time, is the calmer way.
help-panic-examples =
    examples:
      leeward panic --now      (the command to put on a key)
      leeward panic
help-panic-now = do not wait three seconds
help-farewell = have a farewell ready for when this device is erased
help-farewell-long =
    Show whether a farewell to the circle is ready, or change it. `leeward panic` sends it: a
    message that says what happened, and your wish to leave, which another member's device
    carries out; if you are the only host, the message alone.

    It is off unless you ask for it, since what is sent without a passphrase can be read
    without one. It never stands on a disk: it waits in the memory of this machine until that
    is switched off, and again from the next time the vault is opened. Meanwhile whoever has
    the running machine can read from it the relay's address and the circle's box, but no name
    and no word; and can send it themselves.
help-farewell-examples =
    examples:
      leeward farewell Harbour --on
      leeward farewell Harbour
help-farewell-on = have one ready from now on
help-farewell-off = have none any more
help-pack = erase everything here before a journey, and say how to come back
help-pack-long =
    Leave nothing on this device, such as before a border or a protest. It shows what will be
    lost and how you come back: with a new invite from somebody who knows it is you, under a
    new key, let in by a person. Then it erases everything, as `leeward panic` does.
help-pack-examples =
    examples:
      leeward pack --tell
help-pack-tell = tell your circles first, with words by which they will know you, and wait until the relays have it
help-pack-leave = leave the circles too, where another member is a host; where another device of yours stays, with this one alone

help-proxy-command = show or choose the proxy that you reach relays through
help-proxy-long =
    Show the proxy that this vault goes through, or choose one. It is remembered: a command
    without --proxy goes through it too, and to go straight once takes --proxy none. The
    proxy looks up names, this device asks for none. Each circle and each invite goes under
    a user name of its own, by which Tor keeps them on different circuits. A proxy that
    takes no user names, such as that of ssh -D, wants /shared behind its address: it can
    see that your circles belong together.
help-proxy-examples =
    examples:
      leeward proxy socks5h://127.0.0.1:9050
      leeward proxy socks5h://127.0.0.1:1080/shared
      leeward proxy none
help-proxy-choice = socks5h://HOST:PORT, or none to forget the one remembered (default: show it)

help-chat = talk in all circles at once, on a whole screen
help-chat-long =
    A screen with all circles, what is said in them and a field to write in. Ctrl-P lists
    everything that can be done, F1 explains the keys. It locks by itself after a while
    without a key; F9 hides it at once. Nothing of it stays on the terminal when it ends.
help-chat-plain = lines in, lines out: for screen readers and pipes

help-device-group = link another device of yours, list them, take out one that is lost
help-device-long =
    Several devices of yours can be in your circles, as one member with one name and one voice.
    Each has keys of its own, so that one that is lost or taken can be taken out alone.
help-device-link = link another device of yours to your circles
help-device-link-long =
    Make a code that links one other device of yours, wait for it, and, once you have compared
    four words on both, let it into your circles. One code does for all circles that go on here;
    with --only choose some. No circle learns of the others. But the relay may see that this
    device changes something in all of them at about the same time: where nobody may guess that
    two circles are yours, link each with a code of its own. Open invites stay. The new device
    gets no old messages.
help-device-link-examples =
    examples:
      leeward device link
      leeward device link --only Harbour
help-device-only = link this circle alone; may be given several times
help-device-join = make this device another one of yours
help-device-join-long =
    Ask with a device code, show four words to compare, and stay until all circles are here. Your
    other device has to say yes. What was said before does not come along: restore a backup here
    first, and the circles go on with it. A code that was given to you by somebody else would have
    you speak as them.
help-device-join-examples =
    examples:
      leeward device join - --name phone
      leeward device join 'device-XXXXX-...@relay'
help-device-code = the device code or its link; - reads it from standard input
help-device-name = what your other devices call this one
help-device-list = list your devices in a circle
help-device-list-long =
    List your devices in a circle, and when each was last heard. Names are known on the device
    that linked them.
help-device-all = the devices of all members, too
help-device-remove = take one device out of a circle
help-device-remove-long =
    Take one of your devices out: lost, sold, presumed taken. It gets nothing that comes
    afterwards; what it has already, it keeps. You stay with your others. Hosts can take out one
    device of another member, when the circle's approvals are there. All open invites end with it.
    `leeward device lost` does it in all circles.
help-device-lost = take a device that was lost or taken out of all your circles
help-device-lost-long =
    Take your other devices, or those of one name, out of all circles that go on here: this one
    stays. It asks every circle first what became of them, shows what it found, and asks whether
    you are sure. They get nothing that comes afterwards; what they have already, they keep. All
    open invites of these circles end, and all device codes made here. Where a relay is away it is
    kept, and goes out with the next sync; the exit code is 0 only if all is done. The changes come
    at about the same time: the relay may see that these circles are yours.
help-device-lost-examples =
    examples:
      leeward device lost
      leeward device lost phone
      leeward device lost phone --yes --json
      leeward device lost phone --undo
help-device-lost-name = what the device was called when it was linked from here; without, all your other devices
help-device-lost-undo = keep in after all what still waits to go out, such as a phone that was found again; asks no relay
help-device-id = the device's ID, or its beginning
