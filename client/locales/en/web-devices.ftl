# What the web client says of one's own devices.

devices = Your devices
devices-lead = You can be in your circles with up to four devices, as one member. Each has keys of its own, so that one that is lost or taken can be taken out alone.
devices-none = There is no circle here yet.
devices-here = This browser
devices-remove = Take out
devices-remove-title = Take this device out of { $label }?
devices-remove-warning = It gets nothing that is said from then on. What it has already, it keeps. All open invites of the circle end with it.
devices-removed = The device is out of the circle.
devices-going = It goes once another device of the circle has carried it out.
devices-link = Make this browser one of your devices
devices-link-how = On the device that has your circles, `leeward device link` makes a code. Only codes for the relay that served this page work here. What was said before does not come along.
devices-link-warning = A code that somebody else gave you would have you speak as them.
devices-code = Device code
devices-name = What your other devices call this one
devices-ask = Ask
devices-words = Words to compare
devices-compare = Your other device has to show the same words. If it does, say yes there. Leave this open.
devices-linking = Your other device lets this one in; leave both open.
devices-linked = This browser is one of your devices now.
devices-closed = Nothing came of this device code: it is over. Make a new one on your other device.
devices-entered = { $label } is here.
devices-missing = { $label } could not be linked: it meets at another relay, or you have four devices there.
devices-close = Close
