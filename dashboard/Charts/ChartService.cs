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
    private readonly Dictionary<string, Task<byte[]?>> _pending = [];
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
    /// <param name="settings">The settings.</param>
    /// <param name="load">
    /// Reads its data and returns what computes its content from them, on the thread that draws; null if the store no
    /// longer holds the data.
    /// </param>
    /// <param name="cancellation">Ends the wait; the picture is finished for others.</param>
    /// <returns>The file; null if the content is no longer there.</returns>
    /// <exception cref="RequestRejectedException">Too many pictures wait, or the picture is too large.</exception>
    public async Task<byte[]?> GetPicture(
        string key, ChartSettings settings, Func<Task<Func<Chart>?>> load, CancellationToken cancellation)
    {
        if (_finished.TryGetValue(key, out byte[]? finished)) return finished;
        try
        {
            return await GetPending(key, settings, load)
                .WaitAsync(TimeSpan.FromSeconds(_limits.MaxSeconds), _time, cancellation);
        }
        catch (TimeoutException)
        {
            throw CreateBusy();
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

    private Task<byte[]?> GetPending(string key, ChartSettings settings, Func<Task<Func<Chart>?>> load)
    {
        lock (_pending)
        {
            if (_pending.TryGetValue(key, out var pending)) return pending;
            if (_pending.Count >= _limits.MaxQueued) throw CreateBusy();
            return _pending[key] = Draw(key, settings, load);
        }
    }

    private async Task<byte[]?> Draw(string key, ChartSettings settings, Func<Task<Func<Chart>?>> load)
    {
        // Returns to the caller, which holds the lock.
        await Task.Yield();
        try
        {
            // Waits on the thread that draws, which thus reads too: the threads of grains and pushes have none of it.
            var picture = await (_queue.TryRun(() => load().GetAwaiter().GetResult() is { } create
                ? _renderer.Render(create(), settings)
                : null) ?? throw CreateBusy());
            if (picture is null) return null;
            _finished.Set(key, picture, new MemoryCacheEntryOptions { Size = picture.Length + (2 * key.Length) });
            return picture;
        }
        finally
        {
            lock (_pending) _pending.Remove(key);
        }
    }

    private static RequestRejectedException CreateBusy() => new(503, "charts_busy");
}
