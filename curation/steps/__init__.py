"""The steps of the data's way, each composed of a stage and the workbench's files and store."""
