# The farewell that is said to a circle when a device is erased.

session-farewell = This device is being erased, and I had no time for more words. Count it as gone, and me as out of reach until we have spoken in another way.
