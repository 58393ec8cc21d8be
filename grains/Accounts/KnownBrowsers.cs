using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;

namespace IpMonitor.Grains.Accounts;

/// <summary>The browsers that accounts are known on. One that several people use has one token, and is known to each account by itself.</summary>
internal sealed class KnownBrowsers(IRecordStore store, TimeProvider time, AccountOptions options)
{
    private const int MaxPerAccount = 20;
    private const int TokenLength = 64;

    private static readonly RecordKind<KnownBrowser> BrowserKind = new("browser");

    private readonly RecordRepository<KnownBrowser> _browsers = new(store, BrowserKind);

    /// <summary>Reads them, and forgets those that were not used for long.</summary>
    public async Task Load()
    {
        await _browsers.Load();
        await Forget(browser => time.GetChinaNow() - browser.Seen > options.KnownBrowserLifetime);
    }

    /// <summary>The browser of a token, if the account is known on it.</summary>
    public KnownBrowser? Find(string account, string? token) => token is null ? null : _browsers.Find(ComputeId(account, token));

    /// <summary>Counts an attempt on it; one that was tried out too often is a stranger from now on, and false is the answer.</summary>
    public async Task<bool> CountAttempt(KnownBrowser browser)
    {
        if (browser.Failures < options.MaxFailedAttempts) return await _browsers.Put(browser.Id, browser with { Failures = browser.Failures + 1 });
        await _browsers.Remove(browser.Id);
        return false;
    }

    /// <summary>Knows a browser from now on; answers its token, a new one where it has none.</summary>
    public async Task<string> Remember(string account, string? token)
    {
        if (token is not { Length: TokenLength }) token = SecretGenerator.Generate(TokenLength / 2);
        var browser = new KnownBrowser(ComputeId(account, token), account, time.GetChinaNow(), 0);
        var kept = _browsers.All.Where(one => one.Account == account && one.Id != browser.Id).OrderByDescending(one => one.Seen).Take(MaxPerAccount - 1).ToHashSet();
        await Forget(one => one.Account == account && one.Id != browser.Id && !kept.Contains(one));
        await _browsers.Put(browser.Id, browser);
        return token;
    }

    /// <summary>Knows an account on none any more.</summary>
    public Task Forget(string account) => Forget(browser => browser.Account == account);

    private async Task Forget(Func<KnownBrowser, bool> which)
    {
        foreach (var browser in _browsers.All.Where(which).ToList()) await _browsers.Remove(browser.Id);
    }

    private static string ComputeId(string account, string token) => Digest.Compute($"{token} {account}");
}
