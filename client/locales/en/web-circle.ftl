### The screen of a circle: what was said, and where one writes.

## The head

talk-menu = What can be done in { $circle }
talk-members = Members
talk-invite = Invite somebody
talk-knocks = Who wants to come in
talk-verify = Compare the words of the circle
talk-card = My card
talk-policy = Rules
talk-leave = Leave the circle
talk-connecting = Reaching the relay …
talk-offline = The relay cannot be reached.
talk-retry =
    { $number ->
        [one] Trying again in one second.
       *[other] Trying again in { $number } seconds.
    }
talk-retry-now = Try now
talk-catching-up = Catching up …
talk-work = Working for the relay, instead of paying it …
talk-key = Opening …

## The timeline

talk-older = Show earlier messages
talk-newest = Go to the newest message
talk-unread = New since you were here
talk-empty-title = Nothing has been said yet
talk-empty = What is said here is read by the members, and by nobody else.
talk-alone-title = You are the first one here
talk-alone = Invite somebody whom you trust. Each person gets an invite of their own.
talk-came = { $author }: { $text }
talk-came-hidden = A message from { $author }
talk-came-many =
    { $number ->
        [one] { $number } new thing
       *[other] { $number } new things
    }
talk-news = New in this circle
talk-crossed =
    { $others ->
        [one] The other one was not heard since
       *[other] { $crossed } of the { $others } others heard since
    }
talk-compare = Compare the words of the circle
talk-to-members = Look at the members
talk-to-rules = Look at the rules
talk-warn-gap = Ask the others whether you missed something that matters.
talk-warn-fork = Until the words are the same in a call, say nothing here that could harm anyone.
talk-warn-behind = It may still come. If it does not, compare the words in a call.
talk-warn-void = Nothing has changed. If it happens again, talk about it with those you trust, on another way.
talk-warn-noise = One does no harm. If many come, somebody may be trying to disturb the circle.
talk-warn-stuck = Ask somebody in the circle for an invite: it takes you back as the member you are.
talk-warn-mismatch = Compare the words in a call, then ask them what they see.

## A message

talk-you = You
talk-message = { $author }, { $when }
talk-actions = What can be done with this message by { $author }
talk-reply = Reply
talk-react = React
talk-who = Who reacted
talk-edit = Edit
talk-retract = Take back
talk-retract-title = Take this message back?
talk-retract-warning = Its words are erased on the devices of the others, and a sign that something stood there stays. Others may have read it already, and an altered program may keep it.
talk-retracted = Taken back
talk-muted = From somebody whom you muted
talk-show = Show
talk-hide = Hide
talk-hidden = Hidden words
talk-in-reply = In reply to
talk-reply-gone = In reply to something that is not here any more
talk-reply-earlier = In reply to an earlier message
talk-edited = edited
talk-tone-listen = just listen, please
talk-tone-advice = advice is welcome
talk-expires = disappears { $when }
talk-waiting = waits to go out
talk-waiting-reaction = your reaction waits to go out
talk-copy-failed = The browser does not let this be copied.
talk-open-title = Open this address?
talk-open-warning = The website will see your network address, and when you come. It may be told by its address who shared it.
talk-open-leads = It leads to { $host }.
talk-open = Open

## Reactions

talk-reactions = Reactions
talk-reaction =
    { $number ->
        [one] { $emoji } by { $names }
       *[other] { $emoji } by { $number }: { $names }
    }
talk-react-with = React with { $emoji }
talk-react-other = Another one, from your keyboard

## Writing

compose-text = Message
compose-placeholder = Write something …
compose-send = Send
compose-save = Save the change
compose-options = Content warning, tone and timer
compose-left =
    { $number ->
        [one] One character left
       *[other] { $number } characters left
    }
compose-over =
    { $number ->
        [one] One character too many
       *[other] { $number } characters too many
    }
compose-later = It is kept here, and goes out once the relay is there.
compose-reply = In reply to { $author }
compose-editing = You are changing this message
compose-cw = Content warning
compose-cw-hint = The message stays folded behind these words until somebody opens it.
compose-tone = What would help you
compose-tone-none = Nothing in particular
compose-tone-listen = Just listen, please
compose-tone-advice = Advice is welcome
compose-timer = Disappears after
compose-timer-circle = { $span }, as in the whole circle
compose-with-cw = Content warning: { $cw }
compose-with-timer = disappears after { $span }

## Circles that have ended here

talk-come-back = Come back with an invite
talk-forget = Erase it from here
talk-forget-title = Erase this circle from here?
talk-forget-warning = All that was said in it is gone from this browser then, for good.
