"""The group room: one circle's MLS state joined to the boxes of its epochs. Pure: no socket, no clock."""
