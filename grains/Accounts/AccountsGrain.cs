using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Accounts;

/// <inheritdoc cref="IAccountsGrain"/>
[GrainType("accounts")]
public sealed class AccountsGrain(IRecordStore store, ReferenceShelf shelf, TimeProvider time, IOptions<AccountOptions> options) : Grain, IAccountsGrain
{
    // How stale the use of a session may be on disk: a restart must not cost a write a request.
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);
    private const int MostSessionsAnAccount = 20;

    private static readonly RecordKind<Account> AccountKind = new("account");
    private static readonly RecordKind<Session> SessionKind = new("session");
    private static readonly RecordKind<string> FailedSignInKind = new("vain-attempt");

    private readonly Register<Account> _accounts = new(store, AccountKind);
    private readonly Register<Session> _sessions = new(store, SessionKind);
    private readonly KnownBrowsers _browsers = new(store, time, options.Value);
    private readonly Register<string> _vain = new(store, FailedSignInKind);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _accounts.Load();
        await _sessions.Load();
        await _browsers.Load();
        await _vain.Load();
        foreach (var over in _sessions.All.Where(session => !Holds(session)).ToList()) await _sessions.Remove(over.Id);
        await base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<Account>> All() => Task.FromResult(_accounts.All.OrderBy(account => account.Name, StringComparer.Ordinal).ToImmutableArray());

    /// <inheritdoc/>
    public Task<Account?> Find(string? name, string? external = null) => Task.FromResult(
        external is null ? _accounts.Find(AccountDesk.NameOf(name)) : _accounts.All.FirstOrDefault(account => account.External == external));

    /// <inheritdoc/>
    public async Task<AccountOutcome> Create(string name, AccountSetup setup, string? passwordHash, bool mustChange)
    {
        name = AccountDesk.NameOf(name);
        var fault = AccountDesk.NameFault(name, _accounts.Find(name) is not null) ?? AccountDesk.SetupFault(setup, null, _accounts.All, shelf.Current.Places);
        return fault is not null ? new(null, fault)
            : await Keep(new(name, setup.Title.Trim(), setup.Role, setup.City, passwordHash, mustChange, setup.External, setup.IsDisabled, 0, null, null, null, 0));
    }

    /// <inheritdoc/>
    public async Task<AccountOutcome> Arrange(string name, AccountSetup setup)
    {
        if (_accounts.Find(name) is not { } before) return Unknown(name);
        if (AccountDesk.SetupFault(setup, before, _accounts.All, shelf.Current.Places) is { } fault) return new(null, fault);
        var outcome = await Keep(before with { Title = setup.Title.Trim(), Role = setup.Role, City = setup.City, External = setup.External, IsDisabled = setup.IsDisabled });
        if (outcome.Refusal is null) await EndAll(name, null);
        return outcome;
    }

    /// <inheritdoc/>
    public async Task<AccountOutcome> SetPassword(string name, string passwordHash, bool mustChange, string? exceptSession = null)
    {
        if (_accounts.Find(name) is not { } before) return Unknown(name);
        var outcome = await Keep(before with { PasswordHash = passwordHash, MustChange = mustChange, Failures = 0, LockedUntil = null });
        if (outcome.Refusal is not null) return outcome;
        await EndAll(name, exceptSession);
        if (mustChange) await _browsers.Forget(name);
        return outcome;
    }

    /// <inheritdoc/>
    public async Task<AccountOutcome> SetTotp(string name, string? key, bool isConfirmed, long step) => _accounts.Find(name) is { } before
        ? await Keep(before with { TotpKey = key, TotpSince = key is not null && isConfirmed ? time.GetChinaNow() : null, TotpStep = step })
        : Unknown(name);

    /// <inheritdoc/>
    public async Task<Account?> Attempt(string name, string? browserToken)
    {
        if (_accounts.Find(AccountDesk.NameOf(name)) is { } account)
        {
            if (!account.IsDisabled && _browsers.Find(account.Name, browserToken) is { } browser && await _browsers.Attempt(browser)) return account;
            if (AccountDesk.Attempted(account, time.GetChinaNow(), options.Value) is { } attempted) return (await Keep(attempted)).Account;
        }
        // It takes a write as well, so that nobody learns by the clock which names there are.
        await _vain.Put("last", "");
        return null;
    }

    /// <inheritdoc/>
    public async Task<NewSession?> Enter(string name, Arrival arrival, long? totpStep, bool owesCode = false)
    {
        if (_accounts.Find(name) is not { IsDisabled: false } account || totpStep <= account.TotpStep) return null;
        if ((await Keep(account with { Failures = 0, LockedUntil = null, TotpStep = totpStep ?? account.TotpStep })).Account is not { } entered) return null;
        var token = Secret.New();
        var now = time.GetChinaNow();
        var session = new Session(Digest.Of(token), entered.Name, now, now, arrival.From, arrival.Browser, now, owesCode);
        foreach (var old in Of(entered).Skip(MostSessionsAnAccount - 1).ToList()) await _sessions.Remove(old.Id);
        if (!await _sessions.Put(session.Id, session)) return null;
        return new(token, owesCode ? null : await _browsers.Know(entered.Name, arrival.BrowserToken), new(session, entered));
    }

    /// <inheritdoc/>
    public async Task<bool> Prove(string session, long? totpStep, string? browserToken)
    {
        if (_sessions.Find(session) is not { } proved || _accounts.Find(proved.Account) is not { IsDisabled: false } account || totpStep <= account.TotpStep) return false;
        if (_browsers.Find(account.Name, browserToken) is not null) await _browsers.Know(account.Name, browserToken);
        return (await Keep(account with { Failures = 0, LockedUntil = null, TotpStep = totpStep ?? account.TotpStep })).Refusal is null
            && await _sessions.Put(session, proved with { Proved = time.GetChinaNow(), OwesCode = false });
    }

    /// <inheritdoc/>
    public Task<bool> IsProved(string session) => Task.FromResult(_sessions.Find(session) is { } one && time.GetChinaNow() - one.Proved < options.Value.Proof);

    /// <inheritdoc/>
    public async Task<SignedIn?> Of(string token)
    {
        if (Digest.All(token).Select(_sessions.Find).FirstOrDefault(one => one is not null) is not { } session || _accounts.Find(session.Account) is not { IsDisabled: false } account) return null;
        if (!Holds(session))
        {
            await _sessions.Remove(session.Id);
            return null;
        }
        var now = time.GetChinaNow();
        if (now - session.Seen > SeenEvery) await _sessions.Put(session.Id, session = session with { Seen = now });
        return new(session, account);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<Session>> Sessions(string name) =>
        Task.FromResult(_accounts.Find(name) is { } account ? Of(account).Where(Holds).ToImmutableArray() : []);

    /// <inheritdoc/>
    public async Task<int> End(string name, string? session)
    {
        if (session is null) return await EndAll(name, null);
        return _sessions.Find(session)?.Account == name && await _sessions.Remove(session) ? 1 : 0;
    }

    private async Task<int> EndAll(string name, string? except)
    {
        var ended = _sessions.All.Where(session => session.Account == name && session.Id != except).ToList();
        foreach (var session in ended) await _sessions.Remove(session.Id);
        return ended.Count;
    }

    private IOrderedEnumerable<Session> Of(Account account) => _sessions.All.Where(session => session.Account == account.Name).OrderByDescending(session => session.Seen);

    private bool Holds(Session session) => AccountDesk.Holds(session, time.GetChinaNow(), options.Value);

    private async Task<AccountOutcome> Keep(Account account) => await _accounts.Put(account.Name, account)
        ? new(account, null)
        : new(null, new("account_changed", "name", "这个账号刚被别处改过：请看过现在的内容后再改。"));

    private static AccountOutcome Unknown(string name) => new(null, new ValidationError("account_unknown", "name", $"没有名为“{name}”的账号。"));
}
