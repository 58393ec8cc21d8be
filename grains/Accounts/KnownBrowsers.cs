using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;

namespace IpMonitor.Grains.Accounts;

/// <summary>The known browsers of accounts. Several accounts on one browser share its token.</summary>
internal sealed class KnownBrowsers(IRecordStore store, TimeProvider time, AccountOptions options)
{
    private const int MaxPerAccount = 20;
    private const int TokenLength = 64;

    internal static readonly RecordKind<KnownBrowser> BrowserKind = new("browser");

    private readonly RecordRepository<KnownBrowser> _browsers = new(store, BrowserKind);

    /// <summary>Loads the browsers and removes those not used for too long.</summary>
    public async Task Load()
    {
        await _browsers.Load();
        await RemoveWhere(browser => time.GetChinaNow() - browser.Seen > options.KnownBrowserLifetime);
    }

    /// <summary>Returns the known browser of an account and token, or null.</summary>
    public KnownBrowser? Find(string account, string? token) =>
        token is null ? null : _browsers.Find(ComputeId(account, token));

    /// <summary>
    /// Counts a sign-in attempt of a known browser; false, and the browser is forgotten, after too many failed
    /// attempts.
    /// </summary>
    public async Task<bool> CountAttempt(KnownBrowser browser)
    {
        if (browser.Failures < options.MaxFailedAttempts)
            return await _browsers.Put(browser.Id, browser with { Failures = browser.Failures + 1 });
        await _browsers.Remove(browser.Id);
        return false;
    }

    /// <summary>Adds or renews a known browser and returns its token, a new one if it had none.</summary>
    public async Task<string> Remember(string account, string? token)
    {
        if (token is not { Length: TokenLength }) token = SecretGenerator.Generate(TokenLength / 2);
        var browser = new KnownBrowser(ComputeId(account, token), account, time.GetChinaNow(), 0);
        var others = _browsers.All
            .Where(other => other.Account == account && other.Id != browser.Id)
            .OrderByDescending(other => other.Seen)
            .ToList();
        foreach (var oldest in others.Skip(MaxPerAccount - 1)) await _browsers.Remove(oldest.Id);
        await _browsers.Put(browser.Id, browser);
        return token;
    }

    /// <summary>Forgets all known browsers of an account.</summary>
    public Task Forget(string account) => RemoveWhere(browser => browser.Account == account);

    private async Task RemoveWhere(Func<KnownBrowser, bool> predicate)
    {
        foreach (var browser in _browsers.All.Where(predicate).ToList()) await _browsers.Remove(browser.Id);
    }

    private static string ComputeId(string account, string token) => Digest.Compute($"{token} {account}");
}
