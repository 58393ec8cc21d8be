namespace IpMonitor.Tools;

/// <summary>The arguments after the command. Each method removes the arguments that it reads.</summary>
internal sealed class CommandArguments(IEnumerable<string> arguments)
{
    private readonly List<string> _remaining = [.. arguments];

    /// <summary>The arguments that no method has read.</summary>
    public IReadOnlyList<string> Remaining => _remaining;

    /// <summary>Returns the value after an option, or null without the option.</summary>
    public string? TakeOption(string name)
    {
        var index = _remaining.IndexOf(name);
        if (index < 0)
            return null;
        if (index + 1 == _remaining.Count)
            throw new CommandException($"{name} 后面缺少值", $"{name} needs a value", "dotnet ipm.cs help");
        var value = _remaining[index + 1];
        _remaining.RemoveRange(index, 2);
        return value;
    }

    /// <summary>Returns true if the option is present.</summary>
    public bool TakeFlag(string name) => _remaining.Remove(name);

    /// <summary>Returns true if the first argument is this word.</summary>
    public bool TakeWord(string word) => _remaining.FirstOrDefault() == word && _remaining.Remove(word);

    /// <summary>Returns the first argument, or null if there is none or it is an option.</summary>
    public string? TakeFirst()
    {
        if (_remaining.FirstOrDefault() is not { } first || first.StartsWith("--", StringComparison.Ordinal))
            return null;
        _remaining.RemoveAt(0);
        return first;
    }

    /// <summary>Returns the full path of the file that the first argument names.</summary>
    public string TakeFile(string command) => Path.GetFullPath(TakeFirst() ?? throw new CommandException(
        $"{command} 后面缺少文件名", $"{command} needs a file name", $"dotnet ipm.cs {command} FILE"));

    /// <summary>Throws if an argument is left.</summary>
    public void RejectRemaining()
    {
        if (_remaining.Count > 0)
            throw new CommandException(
                $"不认识“{_remaining[0]}”", $"Unknown argument '{_remaining[0]}'", "dotnet ipm.cs help");
    }
}
