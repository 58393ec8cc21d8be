namespace IpMonitor.Tools;

/// <summary>Commands that maintain a store. The silo's program executes them.</summary>
internal static class StoreCommands
{
    private static readonly string[] TransferFlags = ["--replace", "--accept-unsigned"];

    public static int Verify(CommandArguments arguments) =>
        Run(arguments, arguments.TakeOption("--anchor") is { } anchor ? ["verify", "--anchor", anchor] : ["verify"]);

    public static int Upgrade(CommandArguments arguments) => Run(arguments, "upgrade");

    /// <summary>Runs <c>backup</c>, <c>restore</c>, <c>export</c> or <c>import</c> with a file.</summary>
    public static int Transfer(string command, CommandArguments arguments)
    {
        var file = arguments.TakeFile(command);
        string[] flags = [.. TransferFlags.Where(arguments.TakeFlag)];
        string[] key = arguments.TakeOption("--key") is { } fingerprint ? ["--key", fingerprint] : [];
        return Run(arguments, [command, file, .. flags, .. key]);
    }

    /// <summary>Runs <c>account recover</c> with the name that follows.</summary>
    public static int RecoverAccount(CommandArguments arguments) => arguments.TakeFirst() is { } name
        ? Run(arguments, "account", "recover", name)
        : throw new CommandException(
            "account recover 后面缺少账号名", "account recover needs the name of an account",
            "dotnet ipm.cs account recover NAME");

    private static int Run(CommandArguments arguments, params string[] command)
    {
        var data = Path.GetFullPath(arguments.TakeOption("--data") ?? Path.Combine(RepositoryPaths.Root, "data"));
        arguments.RejectRemaining();
        return MsBuild.Build("silo/IpMonitor.Silo.csproj")
            ? ProcessRunner.Run("dotnet", [RepositoryPaths.ProgramOf("IpMonitor.Silo"), .. command, "--data", data])
            : 1;
    }
}
