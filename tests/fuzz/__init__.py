"""Fuzzing: every decoder under bytes that nobody sane would send.

targets*.py   what is fuzzed, and what has to hold for any bytes whatever
corpus.py     the inputs to begin with, in corpus/, and those that once broke something, in regressions/
mutate.py     inputs made from inputs, for the short run of `make test`
web.py        the same inputs through the web client's decoders, in Node
__main__.py   the long run (`make fuzz`): coverage-guided, by atheris, with figures
"""
