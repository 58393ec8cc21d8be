using System.Security.Cryptography;
using IpMonitor.Silo.Configuration;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard;

/// <summary>Checks the conditions of a start before a file or folder is created.</summary>
internal static class StartupChecks
{
    // Space of an empty store with its write-ahead log and keys, and of the files of a start.
    private const int NewStoreBytes = 1 << 20, ProbeBytes = 64 << 10;

    /// <summary>Checks settings, folders, addresses and the store, which is opened last.</summary>
    public static async Task Run(WebApplication app)
    {
        app.Services.GetService<IStartupValidator>()?.Validate();
        var settings = app.Services.GetRequiredService<StartupSettings>();
        var isNew = settings.ConnectionString is null && !SqliteDatabase.Exists(settings.DataDirectory);
        RequireWritable(settings.DataDirectory, isNew ? NewStoreBytes : ProbeBytes);
        RequireWritable(settings.KeyRingDirectory, ProbeBytes);
        await RequireListening(app);
        var database = app.Services.GetRequiredService<SqlDatabase>();
        if (!await DemoMarker.Match(database, settings.IsDemo))
            throw new StartupException(settings.IsDemo
                ? $"--demo：{settings.DataDirectory} 中的数据不是演示数据，或由较早的版本生成：请用另一个 --data。"
                    + " The store holds no demo data, or that of an earlier version: use another --data."
                : $"{settings.DataDirectory} 中是演示数据，其账号无须密码：请加 --demo，或用另一个 --data。"
                    + " The store holds demo data, whose accounts need no password: add --demo or use another --data.");
    }

    // Writes to the folder, or to the first existing one above it, and leaves nothing behind.
    private static void RequireWritable(string folder, int bytes)
    {
        var existing = folder;
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent) existing = parent;
        var probe = Path.Combine(existing, $".ipmonitor-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, FileOptions.DeleteOnClose);
            file.Write(new byte[bytes]);
            file.Flush(flushToDisk: true);
        }
        catch (IOException exception) when (StoreError.IsFull(exception))
        {
            throw new StartupException(StoreError.Describe(exception, folder)!, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"{folder}：不能写入这个目录：请检查它是不是目录、属于谁、文件系统是否只读或已满。" +
                " The folder cannot be written: check that it is a folder, its owner, and that the file system is" +
                $" neither read-only nor full. {exception.Message}",
                exception);
        }
    }

    // Listens for a moment with the same settings, because the server listens only after everything else has started.
    private static async Task RequireListening(WebApplication app)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = app.Environment.ContentRootPath });
        builder.Configuration.AddConfiguration(app.Configuration);
        builder.WebHost.UseKestrel(
            (context, kestrel) => kestrel.Configure(context.Configuration.GetSection("Kestrel")));
        await using var listener = builder.Build();
        listener.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        try
        {
            await listener.StartAsync();
            await listener.StopAsync();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or FormatException
            or ArgumentException or CryptographicException or System.Net.Sockets.SocketException
            or UnauthorizedAccessException)
        {
            throw new StartupException(StartupRefusal.DescribeListenError(exception), exception);
        }
    }
}
