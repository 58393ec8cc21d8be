using IpMonitor.Dashboard.Http;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Import;

/// <summary>Queues uploaded files: accounts take turns, and an account has one file validated at a time.</summary>
/// <remarks>
/// A file is received when there is room on disk, and validated after that, so slow clients hold no slot. The n-th file
/// of an account comes after the (n-1)-th files of all accounts. An account may use half of the places and half of the
/// room.
/// </remarks>
internal sealed class ImportQueue(IOptions<ImportOptions> options)
{
    private const long Megabyte = 1 << 20;

    private readonly Lock _lock = new();

    // In the order of service: by round, then by arrival.
    private readonly List<ImportTicket> _tickets = [];
    private readonly Dictionary<string, long> _lastRounds = [];
    private long _round;

    private ImportOptions Limits => options.Value;

    /// <summary>
    /// Adds a file to the queue until the ticket is disposed. Throws <see cref="RequestRejectedException"/> if the
    /// queue is full.
    /// </summary>
    /// <param name="account">The account that uploads the file.</param>
    /// <param name="upload">The client's id of the upload; null if it has none.</param>
    /// <param name="length">The length of the body in bytes; null if it is unknown.</param>
    public ImportTicket Enter(string account, string? upload, long? length)
    {
        lock (_lock)
        {
            var queued = _tickets.FindAll(ticket => ticket.Stage != ImportStage.Validating);
            if (queued.Count >= Limits.MaxQueuedFiles) throw new RequestRejectedException(503, "import_busy");
            var own = queued.Count(ticket => ticket.Account == account);
            if (own >= (Limits.MaxQueuedFiles + 1) / 2) throw new RequestRejectedException(503, "import_busy.own", own);
            var last = _tickets.FindLast(ticket => ticket.Account == account)?.Round
                ?? _lastRounds.GetValueOrDefault(account);
            var round = Math.Max(_round, last + 1);
            var maxBytes = Limits.MaxMegabytes * Megabyte;
            var ticket = new ImportTicket(this, account, upload, round, Math.Min(length ?? maxBytes, maxBytes));
            _tickets.Insert(_tickets.FindLastIndex(other => other.Round <= round) + 1, ticket);
            Advance();
            return ticket;
        }
    }

    /// <summary>The progress of an account's upload, by default of its first one; null if there is none.</summary>
    public ImportProgress? FindProgress(string account, string? upload)
    {
        lock (_lock)
        {
            var ticket = _tickets.Find(
                ticket => ticket.Account == account && (upload is null || ticket.Upload == upload));
            if (ticket is null) return null;
            ticket.Progress.Waiting = ticket.Stage is ImportStage.Entered or ImportStage.Received
                ? 1 + _tickets.TakeWhile(other => other != ticket).Count(other => other.Stage != ImportStage.Validating)
                : null;
            return ticket.Progress;
        }
    }

    /// <summary>Reports that a file is received, and can be validated.</summary>
    public void MarkReceived(ImportTicket ticket)
    {
        lock (_lock)
        {
            ticket.MoveTo(ImportStage.Received);
            Advance();
        }
    }

    /// <summary>Removes a file, and admits the next ones.</summary>
    public void Leave(ImportTicket ticket)
    {
        lock (_lock)
        {
            if (_tickets.Remove(ticket)) Advance();
        }
    }

    private void Advance()
    {
        AdmitToDisk();
        AdmitToValidation();
    }

    // Stops at the first file that does not fit, so that smaller files do not overtake it forever.
    private void AdmitToDisk()
    {
        var room = Limits.MaxQueuedMegabytes * Megabyte;
        var stored = _tickets.FindAll(ticket => ticket.Stage != ImportStage.Entered);
        foreach (var ticket in _tickets.FindAll(ticket => ticket.Stage == ImportStage.Entered))
        {
            var own = stored.Where(other => other.Account == ticket.Account).Sum(other => other.Bytes);
            if (own > 0 && own + ticket.Bytes > room / 2) continue;
            if (stored.Sum(other => other.Bytes) + ticket.Bytes > room) return;
            ticket.MoveTo(ImportStage.Receiving);
            stored.Add(ticket);
        }
    }

    private void AdmitToValidation()
    {
        var validating = _tickets.FindAll(ticket => ticket.Stage == ImportStage.Validating);
        foreach (var ticket in _tickets.FindAll(ticket => ticket.Stage == ImportStage.Received))
        {
            if (validating.Count >= Limits.MaxConcurrentFiles) return;
            if (validating.Exists(other => other.Account == ticket.Account)) continue;
            ticket.MoveTo(ImportStage.Validating);
            validating.Add(ticket);
            _round = Math.Max(_round, ticket.Round);
            _lastRounds[ticket.Account] = ticket.Round;
        }
    }
}
