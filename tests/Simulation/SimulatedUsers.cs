using System.Collections.Immutable;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.ApiKeys;
using IpMonitor.Grains.Audit;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Submissions;

namespace IpMonitor.Simulation;

/// <summary>
/// An office: clerks and reviewers of submissions, and an administrator of accounts and machine keys. Every request is
/// sent again until it is answered.
/// </summary>
/// <remarks>
/// Simulated silos share no directory, so requests go to one server while it lives, as a cluster has one activation of
/// a grain.
/// </remarks>
internal sealed class SimulatedUsers(
    SimulationScheduler scheduler, SimulatedProcess outside, SimulatedStore store, SimulatedMachines machines)
{
    private const string Reviewer = "reviewer";
    private static readonly ApiKeySettings Scope = new("bureau system", ["bureau"], [], 60, null);
    private static readonly ClientInfo Arrival = new("127.0.0.1", "browser", null);

    private readonly SubmissionOracle _submissions = new(scheduler);
    private readonly List<Credential> _secrets = [];
    private readonly List<Credential> _tokens = [];
    private readonly List<AuditEntry> _audited = [];
    private (string Name, bool IsDisabled)? _account;
    private SimulatedServer? _server;
    private bool _isOver;

    /// <summary>Works for a while, and until everything that was sent is answered.</summary>
    public async Task Run()
    {
        _ = UseCredentials();
        List<Task> work = [ManageKey("key"), ManageAccount("account")];
        for (var number = scheduler.Random.Next(1, 4); number > 0; number--) work.Add(SubmitEntry(number));
        foreach (var one in work) await one;
    }

    /// <summary>Waits until no submission is under way.</summary>
    public async Task WaitForSubmissions()
    {
        for (var tries = 0; tries < 60 && store.ReadSubmissions().Any(stored => stored.IsUnderWay); tries++)
            await Pause(0.5);
        _isOver = true;
    }

    /// <summary>Verifies what is stored, as a new server reads it.</summary>
    public async Task Verify(SimulatedServer fresh, ImmutableArray<JournalEvent> journal)
    {
        _submissions.Verify(store.ReadSubmissions(), journal);
        foreach (var secret in _secrets) await secret.Verify(scheduler, () => IsKeyAccepted(fresh, secret));
        foreach (var token in _tokens) await token.Verify(scheduler, () => IsSessionAccepted(fresh, token));
        if (_account is var (name, isDisabled)
            && (await fresh.Request(one => Accounts(one).Find(name)))?.IsDisabled != isDisabled)
            scheduler.ReportViolation($"{name} is not as it was acknowledged, {(isDisabled ? "disabled" : "enabled")}");
        var page = await fresh.Request(one => Audit(one).GetPage(null, 1_000));
        foreach (var entry in _audited.Except(page.Rows.Select(row => row.Entry with { Kind = null })))
            scheduler.ReportViolation($"{entry} was acknowledged and is not in the audit log");
    }

    private static ISubmissionsGrain Submissions(SimulatedServer server) =>
        server.Grains.GetGrain<ISubmissionsGrain>(SmallProvince.Code);

    private static IAccountsGrain Accounts(SimulatedServer server) =>
        server.Grains.GetGrain<IAccountsGrain>(SmallProvince.Code);

    private static IApiKeysGrain Keys(SimulatedServer server) =>
        server.Grains.GetGrain<IApiKeysGrain>(SmallProvince.Code);

    private static IAuditGrain Audit(SimulatedServer server) => server.Grains.GetGrain<IAuditGrain>(SmallProvince.Code);

    private static Task<bool> IsKeyAccepted(SimulatedServer server, Credential secret) =>
        server.Request(async one => await Keys(one).FindBySecret(secret.Secret) is not null);

    private static Task<bool> IsSessionAccepted(SimulatedServer server, Credential token) =>
        server.Request(async one => await Accounts(one).FindSession(token.Secret) is not null);

    private async Task SubmitEntry(int number)
    {
        var submission = SimulatedSubmission.Create(scheduler.Random, number);
        _submissions.RecordSent(submission);
        await Pause(1.5);
        await ActOnSubmission(submission, submission.Author, "begins", grain => grain.Begin(submission.Details));
        for (var part = 0; part < submission.Parts.Count; part++) await Add(submission, part);
        if (scheduler.Chance(0.1)) return;
        for (var isOpen = true; isOpen;)
        {
            await ActOnSubmission(
                submission, submission.Author, "submits", grain => grain.Submit(submission.Id, submission.Author));
            if (scheduler.Chance(0.3))
            {
                await ActOnSubmission(
                    submission, submission.Author, "publishes",
                    grain => grain.Publish(submission.Id, submission.Author));
            }
            isOpen = await ReviewSubmission(submission);
        }
    }

    // Returns true if the clerk has it back and must submit it again.
    private async Task<bool> ReviewSubmission(SimulatedSubmission submission)
    {
        await Pause(0.5);
        var id = submission.Id;
        switch (scheduler.Random.Next(10))
        {
            case 0:
                return false;
            case 1:
                await ActOnSubmission(
                    submission, submission.Author, "undoes", grain => grain.Undo(id, submission.Author, "a mistake"));
                return false;
            case < 4:
                if (!await ActOnSubmission(
                    submission, Reviewer, "returns", grain => grain.Return(id, Reviewer, "look again")))
                    return false;
                var part = scheduler.Random.Next(submission.Parts.Count);
                submission.Edit(scheduler.Random, part);
                await Add(submission, part);
                return true;
            default:
                if (!await ActOnSubmission(
                    submission, Reviewer, "publishes", grain => grain.Publish(id, Reviewer))) return false;
                if (scheduler.Chance(0.5)) return false;
                await Pause(2);
                var by = scheduler.Chance(0.3) ? submission.Author : Reviewer;
                await ActOnSubmission(submission, by, "undoes", grain => grain.Undo(id, by, "a mistake"));
                return false;
        }
    }

    private Task<bool> Add(SimulatedSubmission submission, int part)
    {
        var rows = submission.Parts[part];
        return ActOnSubmission(
            submission, submission.Author, $"adds part {part} of",
            grain => grain.AddRows(submission.Id, part, rows));
    }

    // Retries while another change was first; returns true if the action took effect.
    private async Task<bool> ActOnSubmission(
        SimulatedSubmission submission, string by, string verb, Func<ISubmissionsGrain, Task<SubmissionResult>> act)
    {
        while (true)
        {
            var outcome = await SendUntilAnswered(server => act(Submissions(server)));
            SubmissionOracle.RecordResponse(submission, outcome.Submission);
            scheduler.Log($"{by} {verb} {submission.Id}: {outcome.Error?.Code ?? $"{outcome.Submission!.State}"}");
            if (outcome.Error?.Code != "submission_changed")
                return await WriteAuditEntry(outcome.Error, by, verb, submission.Id);
        }
    }

    private async Task ManageKey(string name)
    {
        await Pause(1);
        var outcome = await SendUntilAnswered(server => Keys(server).Issue(Scope));
        for (var issued = 1; ; issued++)
        {
            var secret = new Credential($"secret {issued} of {name}", outcome.Secret!) { IsValid = true };
            _secrets.Add(secret);
            await WriteAuditEntry(null, "administrator", "issues", secret.Name);
            await Pause(1);
            if (scheduler.Chance(0.2)) return;
            secret.IsValid = false;
            var id = outcome.Key!.Id;
            if (scheduler.Chance(0.5))
            {
                await SendUntilAnswered(server => Keys(server).Revoke(id));
                scheduler.Log($"{name} is revoked");
                foreach (var ended in _secrets) ended.HasEnded = true;
                await WriteAuditEntry(null, "administrator", "revokes", name);
                return;
            }
            do outcome = await SendUntilAnswered(server => Keys(server).Rotate(id, 0));
            while (outcome.Error?.Code == "key_changed");
            scheduler.Log($"{name} is rotated: {outcome.Error?.Code}");
            secret.HasEnded = true;
        }
    }

    private async Task ManageAccount(string name)
    {
        await Pause(1);
        await UpdateAccount(name, false, (grain, setup) => grain.Create(name, setup, null, false));
        for (var changes = scheduler.Random.Next(1, 4); changes > 0; changes--)
        {
            for (var sessions = scheduler.Random.Next(1, 3); sessions > 0; sessions--)
                if (await SendUntilAnswered(server => Accounts(server).SignIn(name, Arrival, null)) is { } entered)
                    _tokens.Add(new($"session {_tokens.Count + 1} of {name}", entered.Token));
            await Pause(0.5);
            if (scheduler.Chance(0.5))
            {
                await SendUntilAnswered(server => Accounts(server).EndSessions(name, null));
                scheduler.Log($"the sessions of {name} are ended");
            }
            else
            {
                var isDisabled = scheduler.Chance(0.5);
                var isChanged = _account != (name, isDisabled);
                await UpdateAccount(name, isDisabled, (grain, setup) => grain.Update(name, setup));
                // An update that changes nothing ends no session.
                if (!isChanged) continue;
            }
            foreach (var token in _tokens) token.HasEnded = true;
        }
    }

    private async Task UpdateAccount(
        string name, bool isDisabled, Func<IAccountsGrain, AccountSetup, Task<AccountResult>> arrange)
    {
        var setup = new AccountSetup(name, Role.Auditor, null, null, isDisabled);
        AccountResult outcome;
        do outcome = await SendUntilAnswered(server => arrange(Accounts(server), setup));
        while (outcome.Error?.Code == "account_changed");
        // A creation may have taken the name although its response was lost.
        scheduler.Log($"{name} is set up: {outcome.Error?.Code ?? (isDisabled ? "disabled" : "enabled")}");
        _account = (name, isDisabled);
        await WriteAuditEntry(outcome.Error, "administrator", isDisabled ? "disables" : "enables", name);
    }

    private async Task UseCredentials()
    {
        while (!_isOver)
        {
            await Pause(1);
            if (_secrets.Count + _tokens.Count == 0) continue;
            var server = await Server();
            try
            {
                var at = scheduler.Random.Next(_secrets.Count + _tokens.Count);
                if (at < _secrets.Count) await Verify(_secrets[at], IsKeyAccepted, server);
                else await Verify(_tokens[at - _secrets.Count], IsSessionAccepted, server);
            }
            catch (Exception fault) when (SimulatedServer.IsTransient(fault))
            {
                // The next use tries again.
            }
        }
    }

    private Task Verify(
        Credential credential, Func<SimulatedServer, Credential, Task<bool>> isAccepted, SimulatedServer server) =>
        credential.Verify(scheduler, () => isAccepted(server, credential));

    // Half of what was done goes into the audit log; answers whether anything was done.
    private async Task<bool> WriteAuditEntry(ValidationError? refusal, string who, string action, string subject)
    {
        if (refusal is not null) return false;
        if (scheduler.Chance(0.5)) return true;
        var entry = new AuditEntry(who, "office", "127.0.0.1", action, $"{subject} {_audited.Count}");
        await SendUntilAnswered(async server =>
        {
            await Audit(server).Append(entry);
            return true;
        });
        _audited.Add(entry);
        return true;
    }

    private async Task<T> SendUntilAnswered<T>(Func<SimulatedServer, Task<T>> request)
    {
        while (true)
        {
            var server = await Server();
            try
            {
                return await server.Request(request, isDuplicated: false);
            }
            catch (Exception fault) when (SimulatedServer.IsTransient(fault))
            {
                await Pause(1);
            }
        }
    }

    private async Task<SimulatedServer> Server()
    {
        while (_server is not { Process.IsAlive: true })
        {
            var server = await machines.WaitForAnyServer();
            if (_server is { Process.IsAlive: true }) continue;
            _server = server;
            // Its own service may have activated the grain before, and it did not see what came since.
            server.Silo.Duplicate(Submissions(server).GetGrainId(), TimeSpan.Zero);
        }
        return _server;
    }

    private Task Pause(double maxSeconds) => Task.Delay(scheduler.RandomDelay(maxSeconds), outside.Clock);
}
