"""One module a group of layers: which rows a tile shows, and with what columns."""
