"""What each command does: a coroutine `(context, arguments) -> Exit`, one module a field."""
