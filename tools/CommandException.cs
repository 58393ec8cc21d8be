namespace IpMonitor.Tools;

/// <summary>An error that the user can correct, in Chinese and English, with a hint.</summary>
internal sealed class CommandException(string chinese, string english, string hint) : Exception(english)
{
    public string Chinese => chinese;

    /// <summary>A command to run or a page to read.</summary>
    public string Hint => hint;
}
