using System.Text.RegularExpressions;

namespace IpMonitor.Tools;

/// <summary>The rule for the first line of a commit message: Conventional Commits 1.0.0 with a list of types.</summary>
internal static partial class CommitSubject
{
    public const int MaxLength = 72;

    public static readonly IReadOnlyList<string> Types =
        ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"];

    /// <summary>Returns what is wrong with a subject, or nothing.</summary>
    public static IReadOnlyList<string> Errors(string subject)
    {
        List<string> errors = [];
        if (subject.Length > MaxLength)
            errors.Add($"The subject has {subject.Length} characters; at most {MaxLength} are allowed.");
        var match = Pattern().Match(subject);
        if (!match.Success)
            errors.Add("The subject must have the form 'type(scope): description' or 'type: description'.");
        else if (!Types.Contains(match.Groups["type"].Value))
            errors.Add($"The type '{match.Groups["type"].Value}' is unknown; known are {string.Join(", ", Types)}.");
        if (subject.EndsWith('.'))
            errors.Add("The subject must not end with a full stop.");
        return errors;
    }

    // An exclamation mark before the colon marks a breaking change.
    [GeneratedRegex(@"^(?<type>[a-z]+)(\([a-z0-9][a-z0-9/.-]*\))?!?: \S.*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
