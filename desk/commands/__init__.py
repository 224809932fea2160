"""The commands, one module each: read the options, ask `desk.queries`, hand the answer to `desk.render`."""
