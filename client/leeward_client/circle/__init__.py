"""The circle room: events, their fold, policy, the table of refusals. Pure; knows no MLS object."""
