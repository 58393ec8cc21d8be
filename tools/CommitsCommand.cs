namespace IpMonitor.Tools;

/// <summary><c>commits</c>: checks the subjects of a range of commits, by default the last. Skips merges.</summary>
internal static class CommitsCommand
{
    public static int Run(CommandArguments arguments)
    {
        var range = arguments.TakeFirst();
        arguments.RejectRemaining();
        string[] limit = range is null ? ["--max-count=1"] : [];
        range ??= "HEAD";
        var (exitCode, output) = ProcessRunner.Capture(
            "git", ["log", "--no-merges", "--format=%h %s", .. limit, "--end-of-options", range, "--"]);
        if (exitCode != 0)
            throw new CommandException($"git 不认识范围“{range}”", $"git does not know the range '{range}'",
                "dotnet ipm.cs commits main..HEAD");

        var commits = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var errors = commits.SelectMany(Check).ToList();
        errors.ForEach(Console.Error.WriteLine);
        Console.WriteLine($"提交 commits: {commits.Length}, 问题 errors: {errors.Count}");
        return errors.Count == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Check(string commit)
    {
        var subject = commit[(commit.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return CommitSubject.Errors(subject).Select(error => $"{commit}\n  {error}");
    }
}
