// The joiner is the datasets' own; most of what streams here uses it.
global using Det0131.Datasets.Joining;
