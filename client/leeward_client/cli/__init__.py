"""The command line: scriptable, over `leeward_client.session`."""
