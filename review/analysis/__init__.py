"""Dataset and spec in, `Results` out: the one value that every word, table and figure reads."""
