using IpMonitor.Tools;

namespace IpMonitor.UnitTests.Tools;

public sealed class CommitSubjectTests
{
    [Theory]
    [InlineData("feat: add a metric")]
    [InlineData("fix(accounts): do not count reauthentication against a known browser")]
    [InlineData("refactor(api)!: rename a member")]
    [InlineData("build(deps-dev): bump vite from 8.0.1 to 8.0.2")]
    [InlineData("docs(docs/live): describe 心跳")]
    public void A_conventional_subject_has_no_error(string subject) => Assert.Empty(CommitSubject.Errors(subject));

    [Theory]
    [InlineData("Add a metric")]
    [InlineData("feat add a metric")]
    [InlineData("feat:add a metric")]
    [InlineData("feat: ")]
    [InlineData("feat:  add a metric")]
    [InlineData("Feat: add a metric")]
    [InlineData("feat(): add a metric")]
    [InlineData("feat(Two Words): add a metric")]
    [InlineData(" feat: add a metric")]
    [InlineData("feat (metrics): add a metric")]
    [InlineData("Revert \"feat: add a metric\"")]
    public void Another_form_is_an_error(string subject) => AssertError("must have the form", subject);

    [Fact]
    public void An_unknown_type_is_an_error() => AssertError("'feature' is unknown", "feature: add a metric");

    [Fact]
    public void A_full_stop_at_the_end_is_an_error() => AssertError("full stop", "feat: add a metric.");

    [Fact]
    public void Every_listed_type_is_known() =>
        Assert.All(CommitSubject.Types, type => Assert.Empty(CommitSubject.Errors($"{type}: add a metric")));

    [Fact]
    public void At_most_72_characters_are_allowed()
    {
        var longest = "feat: ".PadRight(CommitSubject.MaxLength, 'a');
        Assert.Equal(72, longest.Length);
        Assert.Empty(CommitSubject.Errors(longest));
        AssertError("has 73 characters", $"{longest}a");
    }

    [Fact]
    public void Each_error_of_a_subject_is_listed() =>
        Assert.Equal(3, CommitSubject.Errors($"feature: {new string('a', 72)}.").Count);

    private static void AssertError(string expected, string subject) =>
        Assert.Contains(expected, Assert.Single(CommitSubject.Errors(subject)), StringComparison.Ordinal);
}
