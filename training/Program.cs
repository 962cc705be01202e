Console.Error.WriteLine("Commands follow.");
return 2;
