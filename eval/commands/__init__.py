"""The subcommands of `policy-kb eval`, one function each: arguments in, exit code out."""
