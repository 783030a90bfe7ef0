"""`leeward proxy`: which proxy this vault remembers."""

from argparse import Namespace

from leeward_client.cli.commands.context import Context
from leeward_client.cli.exits import Exit
from leeward_client.cli.proxy import chosen
from leeward_client.link import Proxy
from leeward_client.locale import say


async def proxy(context: Context, arguments: Namespace) -> Exit:
    """Show the proxy, remember another one, or forget it."""
    proxies, out = context.session.proxies, context.out
    choice = None if arguments.choice is None else chosen(arguments.choice)
    if isinstance(choice, Proxy):
        proxies.remember(choice)
    elif choice is not None and proxies.remembered is not None:
        if not arguments.yes and not out.confirm(say("cli-ask-forget-proxy")):
            out.tell(say("cli-not-confirmed"))
            return Exit.REFUSED
        proxies.forget()
    found = proxies.remembered
    out.data({"proxy": None if found is None else found.url})
    if found is None:
        out.say(say("cli-no-proxy"))
    else:
        out.say(say("cli-shared-proxy" if found.shared else "cli-proxy", proxy=found.url))
    return Exit.DONE
