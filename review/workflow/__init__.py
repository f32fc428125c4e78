"""What each command does, from files to files: read, call the core, write.

The only room that knows both the core and the outside. A command of `review.cli` turns its options into
one call here and prints what comes back.
"""
