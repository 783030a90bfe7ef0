"""The invites room: codes, the meeting boxes they derive, knocks and welcomes. Pure."""
