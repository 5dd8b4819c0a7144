"""What every command has around it: errors, parameters, files, progress. No result hangs on it."""
