using IpMonitor.Dashboard.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard.Charts;

/// <summary>Keeps finished pictures in a bounded memory, and draws each missing one once.</summary>
internal sealed class ChartService : IDisposable
{
    private readonly ChartQueue _queue;
    private readonly ChartFonts _fonts = new();
    private readonly ChartRenderer _renderer;
    private readonly MemoryCache _finished;
    private readonly Dictionary<string, PendingPicture> _pending = [];
    private readonly ChartOptions _limits;
    private readonly TimeProvider _time;

    /// <summary>Loads the fonts.</summary>
    public ChartService(ChartQueue queue, IOptions<ChartOptions> options, TimeProvider time)
    {
        (_queue, _limits, _time) = (queue, options.Value, time);
        _renderer = new(_fonts, _limits.MaxMegapixels * 1_000_000L);
        _finished = new(new MemoryCacheOptions { SizeLimit = _limits.CacheMegabytes * 1_048_576L });
    }

    /// <summary>Returns a picture.</summary>
    /// <param name="key">Identifies the picture: its question, settings and position.</param>
    /// <param name="caller">The limit key of the caller, who takes at most half of the queue.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="load">
    /// Reads its data and returns what computes its content from them, on the thread that draws; null if the store no
    /// longer holds the data.
    /// </param>
    /// <param name="cancellation">Ends the wait; the picture is finished for others.</param>
    /// <returns>The file; null if the content is no longer there.</returns>
    /// <exception cref="RequestRejectedException">Too many pictures wait, or the picture is too large.</exception>
    public async Task<byte[]?> GetPicture(
        string key, string caller, ChartSettings settings, Func<Task<Func<Chart>?>> load,
        CancellationToken cancellation)
    {
        if (_finished.TryGetValue(key, out byte[]? finished)) return finished;
        var pending = Join(key, caller, settings, load);
        try
        {
            return await pending.Picture.WaitAsync(TimeSpan.FromSeconds(_limits.MaxSeconds), _time, cancellation);
        }
        catch (TimeoutException)
        {
            throw CreateBusy();
        }
        finally
        {
            lock (_pending) pending.Waiting--;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // First, because its threads use the fonts.
        _queue.Dispose();
        _fonts.Dispose();
        _finished.Dispose();
    }

    private PendingPicture Join(string key, string caller, ChartSettings settings, Func<Task<Func<Chart>?>> load)
    {
        lock (_pending)
        {
            if (!_pending.TryGetValue(key, out var pending))
            {
                if (_pending.Count >= _limits.MaxQueued
                    || _pending.Values.Count(one => one.Caller == caller) >= Math.Max(1, _limits.MaxQueued / 2))
                    throw CreateBusy();
                _pending[key] = pending = new(caller);
                pending.Picture = Draw(key, pending, settings, load);
            }
            pending.Waiting++;
            return pending;
        }
    }

    private async Task<byte[]?> Draw(
        string key, PendingPicture pending, ChartSettings settings, Func<Task<Func<Chart>?>> load)
    {
        // Returns to the caller, which holds the lock.
        await Task.Yield();
        try
        {
            if (await load() is not { } create) return null;
            var drawing = _queue.TryRun(
                () => RemoveAbandoned(key, pending) ? null : _renderer.Render(create(), settings));
            if (await (drawing ?? throw CreateBusy()) is not { } picture) return null;
            _finished.Set(key, picture, new MemoryCacheEntryOptions { Size = picture.Length + (2 * key.Length) });
            return picture;
        }
        finally
        {
            lock (_pending)
                if (_pending.TryGetValue(key, out var current) && current == pending) _pending.Remove(key);
        }
    }

    // Removes a picture for which no request waits any more, so that it is not drawn.
    private bool RemoveAbandoned(string key, PendingPicture pending)
    {
        lock (_pending) return pending.Waiting == 0 && _pending.Remove(key);
    }

    private static RequestRejectedException CreateBusy() => new(503, "charts_busy");

    private sealed class PendingPicture(string caller)
    {
        public string Caller => caller;

        public Task<byte[]?> Picture { get; set; } = Task.FromResult<byte[]?>(null);

        public int Waiting { get; set; }
    }
}
