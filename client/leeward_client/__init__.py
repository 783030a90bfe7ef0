"""The client: vault, group, circle, link, invites and the command line."""
