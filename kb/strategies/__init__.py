"""Ways to answer without a model: each looks at a question and returns a Draft, or None when it is not its kind."""
