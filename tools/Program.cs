using System.Text;

namespace IpMonitor.Tools;

/// <summary>Selects the command that the first argument names.</summary>
/// <remarks>
/// <c>-c</c>, <c>-v</c>, <c>--no-build</c> and <c>--help</c> never arrive here: <c>dotnet</c> reads them itself.
/// </remarks>
internal static class Program
{
    private static int Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        EnvironmentCheck.WarnOfUnknownVariables();
        try
        {
            return Run(args.FirstOrDefault(), new(args.Skip(1)));
        }
        catch (CommandException error)
        {
            Console.Error.WriteLine($"\n{error.Chinese}\n{error.Message}\n  {error.Hint}");
            return 2;
        }
    }

    private static int Run(string? command, CommandArguments arguments) => command switch
    {
        "up" => RunCommand.Run(arguments),
        "test" => TestCommand.Run(arguments),
        "bench" when arguments.TakeWord("day") => BrowserCommands.Day(arguments),
        "bench" => BenchmarkCommands.Bench(arguments),
        "crash" or "fuzz" => BenchmarkCommands.Bench(arguments, command),
        "simulate" => BenchmarkCommands.Simulate(arguments),
        "shots" => BrowserCommands.Screenshots(arguments),
        "verify" => StoreCommands.Verify(arguments),
        "upgrade" => StoreCommands.Upgrade(arguments),
        "export" or "import" or "backup" or "restore" => StoreCommands.Transfer(command, arguments),
        "account" when arguments.TakeWord("recover") => StoreCommands.RecoverAccount(arguments),
        "sbom" => SbomCommand.Run(arguments),
        "commits" => CommitsCommand.Run(arguments),
        "doctor" => DoctorCommand.Run(arguments),
        "help" or null => HelpCommand.Run(),
        _ => throw new CommandException(
            $"没有“{command}”这个命令", $"There is no command '{command}'", "dotnet ipm.cs help"),
    };
}
