using System.Collections.Immutable;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Reference;
using Microsoft.Extensions.Options;

namespace IpMonitor.Grains.Accounts;

/// <inheritdoc cref="IAccountsGrain"/>
[GrainType("accounts")]
public sealed class AccountsGrain(
    IRecordStore store, ReferenceDataStore referenceData, TimeProvider time, IOptions<AccountOptions> options)
    : Grain, IAccountsGrain
{
    // Limits the writes of a session's last use.
    private static readonly TimeSpan LastUsedUpdateInterval = TimeSpan.FromMinutes(5);
    private const int MaxSessionsPerAccount = 20;

    internal static readonly RecordKind<Account> AccountKind = new("account");
    internal static readonly RecordKind<Session> SessionKind = new("session");
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
        foreach (var expired in _sessions.All.Where(session => !IsActive(session)).ToList())
            await _sessions.Remove(expired.Id);
        await base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<Account>> GetAll() =>
        Task.FromResult(_accounts.All.OrderBy(account => account.Name, StringComparer.Ordinal).ToImmutableArray());

    /// <inheritdoc/>
    public Task<Account?> Find(string? name, string? external = null) => Task.FromResult(external is null
        ? _accounts.Find(AccountPolicy.NormalizeName(name))
        : _accounts.All.FirstOrDefault(account => account.External == external));

    /// <inheritdoc/>
    public async Task<AccountResult> Create(string name, AccountSetup setup, string? passwordHash, bool mustChange)
    {
        name = AccountPolicy.NormalizeName(name);
        var error = AccountPolicy.ValidateName(name, _accounts.Find(name) is not null)
            ?? AccountPolicy.ValidateSetup(setup, null, _accounts.All, referenceData.Current.Places);
        if (error is not null) return new(null, error);
        return await Save(new(
            name,
            setup.Title.Trim(),
            setup.Role,
            setup.City,
            passwordHash,
            mustChange,
            setup.External,
            setup.IsDisabled,
            Failures: 0,
            LockedUntil: null,
            TotpKey: null,
            TotpSince: null,
            TotpStep: 0));
    }

    /// <inheritdoc/>
    public async Task<AccountResult> Update(string name, AccountSetup setup)
    {
        if (_accounts.Find(name) is not { } account) return CreateUnknownResult(name);
        if (AccountPolicy.ValidateSetup(setup, account, _accounts.All, referenceData.Current.Places) is { } error)
            return new(null, error);
        var result = await Save(account with
        {
            Title = setup.Title.Trim(),
            Role = setup.Role,
            City = setup.City,
            External = setup.External,
            IsDisabled = setup.IsDisabled,
        });
        if (result.Error is null) await EndAllSessions(name, null);
        return result;
    }

    /// <inheritdoc/>
    public async Task<AccountResult> SetPassword(
        string name, string passwordHash, bool mustChange, string? exceptSession = null)
    {
        if (_accounts.Find(name) is not { } account) return CreateUnknownResult(name);
        var result = await Save(account with
        {
            PasswordHash = passwordHash,
            MustChange = mustChange,
            Failures = 0,
            LockedUntil = null,
        });
        if (result.Error is not null) return result;
        await EndAllSessions(name, exceptSession);
        if (mustChange) await _browsers.Forget(name);
        return result;
    }

    /// <inheritdoc/>
    public async Task<AccountResult> SetTotp(string name, string? key, bool isConfirmed, long step)
    {
        if (_accounts.Find(name) is not { } account) return CreateUnknownResult(name);
        DateTimeOffset? since = key is not null && isConfirmed ? time.GetChinaNow() : null;
        return await Save(account with { TotpKey = key, TotpSince = since, TotpStep = step });
    }

    /// <inheritdoc/>
    public async Task<Account?> CountAttempt(string name, string? browserToken)
    {
        if (_accounts.Find(AccountPolicy.NormalizeName(name)) is { } account)
        {
            if (!account.IsDisabled
                && _browsers.Find(account.Name, browserToken) is { } browser
                && await _browsers.CountAttempt(browser)) return account;
            if (AccountPolicy.CountAttempt(account, time.GetChinaNow(), options.Value) is { } attempted)
                return (await Save(attempted)).Account;
        }
        // Writes as well, so that the response time does not reveal whether the account exists.
        await _failedSignIns.Put("last", "");
        return null;
    }

    /// <inheritdoc/>
    public async Task<NewSession?> SignIn(string name, ClientInfo client, long? totpStep, bool requiresTotp = false)
    {
        if (_accounts.Find(name) is not { IsDisabled: false } found || totpStep <= found.TotpStep) return null;
        if ((await SaveSuccess(found, totpStep)).Account is not { } account) return null;
        var token = SecretGenerator.Generate();
        var now = time.GetChinaNow();
        var session = new Session(
            Digest.Compute(token), account.Name, now, now, client.From, client.Browser, now, requiresTotp);
        foreach (var oldest in GetSessionsByLastUse(account).Skip(MaxSessionsPerAccount - 1).ToList())
            await _sessions.Remove(oldest.Id);
        if (!await _sessions.Put(session.Id, session)) return null;
        var browserToken = requiresTotp ? null : await _browsers.Remember(account.Name, client.BrowserToken);
        return new(token, browserToken, new(session, account));
    }

    /// <inheritdoc/>
    public async Task<bool> Reauthenticate(string session, long? totpStep, string? browserToken)
    {
        if (_sessions.Find(session) is not { } found
            || _accounts.Find(found.Account) is not { IsDisabled: false } account
            || totpStep <= account.TotpStep) return false;
        if (_browsers.Find(account.Name, browserToken) is not null)
            await _browsers.Remember(account.Name, browserToken);
        return (await SaveSuccess(account, totpStep)).Error is null
            && await _sessions.Put(session, found with { AuthenticatedAt = time.GetChinaNow(), RequiresTotp = false });
    }

    /// <inheritdoc/>
    public Task<bool> IsReauthenticated(string session) => Task.FromResult(
        _sessions.Find(session) is { } found
        && time.GetChinaNow() - found.AuthenticatedAt < options.Value.ReauthenticationLifetime);

    /// <inheritdoc/>
    public async Task<SignedInAccount?> FindSession(string token)
    {
        var found = Digest.ComputeAll(token).Select(_sessions.Find).FirstOrDefault(session => session is not null);
        if (found is not { } session) return null;
        if (_accounts.Find(session.Account) is not { IsDisabled: false } account) return null;
        if (!IsActive(session))
        {
            await _sessions.Remove(session.Id);
            return null;
        }
        var now = time.GetChinaNow();
        if (now - session.LastUsedAt > LastUsedUpdateInterval)
            await _sessions.Put(session.Id, session = session with { LastUsedAt = now });
        return new(session, account);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<Session>> GetSessions(string name) =>
        Task.FromResult(_accounts.Find(name) is { } account
            ? GetSessionsByLastUse(account).Where(IsActive).ToImmutableArray()
            : []);

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

    private IOrderedEnumerable<Session> GetSessionsByLastUse(Account account) => _sessions.All
        .Where(session => session.Account == account.Name)
        .OrderByDescending(session => session.LastUsedAt);

    private bool IsActive(Session session) => AccountPolicy.IsSessionActive(session, time.GetChinaNow(), options.Value);
    // Records a successful authentication: resets the failed attempts and consumes the step of the one-time code.
    private Task<AccountResult> SaveSuccess(Account account, long? totpStep) => Save(account with
    {
        Failures = 0,
        LockedUntil = null,
        TotpStep = totpStep ?? account.TotpStep,
    });
    private async Task<AccountResult> Save(Account account) => await _accounts.Put(account.Name, account)
        ? new(account, null)
        : new(null, ValidationError.Create("account_changed", "name"));

    private static AccountResult CreateUnknownResult(string name) =>
        new(null, ValidationError.Create("account_unknown", "name", name));
}
