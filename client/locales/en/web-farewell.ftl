# What the web client says of farewells.

farewell = A farewell
farewell-ready = Have a farewell ready for when this device is erased
farewell-what = Erasing everything here sends it, also by “Exit” held down: a message that says what happened, and your wish to leave, which another member's device carries out; if you are the only host, the message alone.
farewell-words = It says:
farewell-cost = It is off unless you ask for it, since it goes out without a passphrase: whoever has this page open before them can send it, and so take you out of the circle. That it does not come tells nothing: a page that is locked, asleep or without a connection sends none, and nobody waits for it.
