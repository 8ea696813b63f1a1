"""Names of columns that Markdown would make something of."""

NAMES = (
    "__index_level_0__", "price_$us$", "[go](https://example.com)", "![x](y)", ":red[warning]", "<b>bold</b>",
    ":smile:", ":material/home:", "a -> b", "*x*", "`x`", "# x", "- x", "1. x", "a|b",
    "www.example.com", "me@example.com",
)  # fmt: skip
