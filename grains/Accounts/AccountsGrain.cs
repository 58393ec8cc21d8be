using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Accounts;

/// <inheritdoc cref="IAccountsGrain"/>
[GrainType("accounts")]
public sealed class AccountsGrain(IRecordStore store, ReferenceDataStore shelf, TimeProvider time, IOptions<AccountOptions> options) : Grain, IAccountsGrain
{
    // How stale the use of a session may be on disk: a restart must not cost a write a request.
    private static readonly TimeSpan SeenUpdateInterval = TimeSpan.FromMinutes(5);
    private const int MaxSessionsPerAccount = 20;

    private static readonly RecordKind<Account> AccountKind = new("account");
    private static readonly RecordKind<Session> SessionKind = new("session");
    private static readonly RecordKind<string> FailedSignInKind = new("vain-attempt");

    private readonly RecordRepository<Account> _accounts = new(store, AccountKind);
    private readonly RecordRepository<Session> _sessions = new(store, SessionKind);
    private readonly KnownBrowsers _browsers = new(store, time, options.Value);
    private readonly RecordRepository<string> _failedSignIns = new(store, FailedSignInKind);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _accounts.Load();
        await _sessions.Load();
        await _browsers.Load();
        await _failedSignIns.Load();
        foreach (var over in _sessions.All.Where(session => !IsActive(session)).ToList()) await _sessions.Remove(over.Id);
        await base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<Account>> GetAll() => Task.FromResult(_accounts.All.OrderBy(account => account.Name, StringComparer.Ordinal).ToImmutableArray());

    /// <inheritdoc/>
    public Task<Account?> Find(string? name, string? external = null) => Task.FromResult(
        external is null ? _accounts.Find(AccountPolicy.NormalizeName(name)) : _accounts.All.FirstOrDefault(account => account.External == external));

    /// <inheritdoc/>
    public async Task<AccountResult> Create(string name, AccountSetup setup, string? passwordHash, bool mustChange)
    {
        name = AccountPolicy.NormalizeName(name);
        var fault = AccountPolicy.ValidateName(name, _accounts.Find(name) is not null) ?? AccountPolicy.ValidateSetup(setup, null, _accounts.All, shelf.Current.Places);
        return fault is not null ? new(null, fault)
            : await Save(new(name, setup.Title.Trim(), setup.Role, setup.City, passwordHash, mustChange, setup.External, setup.IsDisabled, 0, null, null, null, 0));
    }

    /// <inheritdoc/>
    public async Task<AccountResult> Update(string name, AccountSetup setup)
    {
        if (_accounts.Find(name) is not { } before) return AccountUnknown(name);
        if (AccountPolicy.ValidateSetup(setup, before, _accounts.All, shelf.Current.Places) is { } fault) return new(null, fault);
        var outcome = await Save(before with { Title = setup.Title.Trim(), Role = setup.Role, City = setup.City, External = setup.External, IsDisabled = setup.IsDisabled });
        if (outcome.Error is null) await EndAllSessions(name, null);
        return outcome;
    }

    /// <inheritdoc/>
    public async Task<AccountResult> SetPassword(string name, string passwordHash, bool mustChange, string? exceptSession = null)
    {
        if (_accounts.Find(name) is not { } before) return AccountUnknown(name);
        var outcome = await Save(before with { PasswordHash = passwordHash, MustChange = mustChange, Failures = 0, LockedUntil = null });
        if (outcome.Error is not null) return outcome;
        await EndAllSessions(name, exceptSession);
        if (mustChange) await _browsers.Forget(name);
        return outcome;
    }

    /// <inheritdoc/>
    public async Task<AccountResult> SetTotp(string name, string? key, bool isConfirmed, long step) => _accounts.Find(name) is { } before
        ? await Save(before with { TotpKey = key, TotpSince = key is not null && isConfirmed ? time.GetChinaNow() : null, TotpStep = step })
        : AccountUnknown(name);

    /// <inheritdoc/>
    public async Task<Account?> CountAttempt(string name, string? browserToken)
    {
        if (_accounts.Find(AccountPolicy.NormalizeName(name)) is { } account)
        {
            if (!account.IsDisabled && _browsers.Find(account.Name, browserToken) is { } browser && await _browsers.CountAttempt(browser)) return account;
            if (AccountPolicy.CountAttempt(account, time.GetChinaNow(), options.Value) is { } attempted) return (await Save(attempted)).Account;
        }
        // It takes a write as well, so that nobody learns by the clock which names there are.
        await _failedSignIns.Put("last", "");
        return null;
    }

    /// <inheritdoc/>
    public async Task<NewSession?> SignIn(string name, ClientInfo arrival, long? totpStep, bool owesCode = false)
    {
        if (_accounts.Find(name) is not { IsDisabled: false } account || totpStep <= account.TotpStep) return null;
        if ((await Save(account with { Failures = 0, LockedUntil = null, TotpStep = totpStep ?? account.TotpStep })).Account is not { } entered) return null;
        var token = SecretGenerator.Generate();
        var now = time.GetChinaNow();
        var session = new Session(Digest.Compute(token), entered.Name, now, now, arrival.From, arrival.Browser, now, owesCode);
        foreach (var old in FindSession(entered).Skip(MaxSessionsPerAccount - 1).ToList()) await _sessions.Remove(old.Id);
        if (!await _sessions.Put(session.Id, session)) return null;
        return new(token, owesCode ? null : await _browsers.Remember(entered.Name, arrival.BrowserToken), new(session, entered));
    }

    /// <inheritdoc/>
    public async Task<bool> Reauthenticate(string session, long? totpStep, string? browserToken)
    {
        if (_sessions.Find(session) is not { } proved || _accounts.Find(proved.Account) is not { IsDisabled: false } account || totpStep <= account.TotpStep) return false;
        if (_browsers.Find(account.Name, browserToken) is not null) await _browsers.Remember(account.Name, browserToken);
        return (await Save(account with { Failures = 0, LockedUntil = null, TotpStep = totpStep ?? account.TotpStep })).Error is null
            && await _sessions.Put(session, proved with { Proved = time.GetChinaNow(), OwesCode = false });
    }

    /// <inheritdoc/>
    public Task<bool> IsReauthenticated(string session) => Task.FromResult(_sessions.Find(session) is { } one && time.GetChinaNow() - one.Proved < options.Value.ReauthenticationLifetime);

    /// <inheritdoc/>
    public async Task<SignedInAccount?> FindSession(string token)
    {
        if (Digest.ComputeAll(token).Select(_sessions.Find).FirstOrDefault(one => one is not null) is not { } session || _accounts.Find(session.Account) is not { IsDisabled: false } account) return null;
        if (!IsActive(session))
        {
            await _sessions.Remove(session.Id);
            return null;
        }
        var now = time.GetChinaNow();
        if (now - session.Seen > SeenUpdateInterval) await _sessions.Put(session.Id, session = session with { Seen = now });
        return new(session, account);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<Session>> GetSessions(string name) =>
        Task.FromResult(_accounts.Find(name) is { } account ? FindSession(account).Where(IsActive).ToImmutableArray() : []);

    /// <inheritdoc/>
    public async Task<int> EndSessions(string name, string? session)
    {
        if (session is null) return await EndAllSessions(name, null);
        return _sessions.Find(session)?.Account == name && await _sessions.Remove(session) ? 1 : 0;
    }

    private async Task<int> EndAllSessions(string name, string? except)
    {
        var ended = _sessions.All.Where(session => session.Account == name && session.Id != except).ToList();
        foreach (var session in ended) await _sessions.Remove(session.Id);
        return ended.Count;
    }

    private IOrderedEnumerable<Session> FindSession(Account account) => _sessions.All.Where(session => session.Account == account.Name).OrderByDescending(session => session.Seen);

    private bool IsActive(Session session) => AccountPolicy.IsSessionActive(session, time.GetChinaNow(), options.Value);

    private async Task<AccountResult> Save(Account account) => await _accounts.Put(account.Name, account)
        ? new(account, null)
        : new(null, ValidationError.Create("account_changed", "name"));

    private static AccountResult AccountUnknown(string name) => new(null, ValidationError.Create("account_unknown", "name", name));
}
