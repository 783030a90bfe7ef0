"""The terminal room: circles to read and talk in, as a full screen or line by line. No protocol here."""
