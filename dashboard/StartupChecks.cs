using System.Security.Cryptography;
using IpMonitor.Silo.Configuration;
using IpMonitor.Silo.Sql;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard;

/// <summary>Checks whatever can refuse a start before a file or folder is created.</summary>
internal static class StartupChecks
{
    /// <summary>Checks settings, folders, addresses and the store, which is opened last.</summary>
    public static async Task Run(WebApplication app)
    {
        app.Services.GetService<IStartupValidator>()?.Validate();
        var settings = app.Services.GetRequiredService<StartupSettings>();
        RequireWritable(settings.DataDirectory);
        RequireWritable(settings.KeyRingDirectory);
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
    private static void RequireWritable(string folder)
    {
        var existing = folder;
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent) existing = parent;
        var probe = Path.Combine(existing, $".ipmonitor-{Guid.NewGuid():N}");
        try
        {
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1,
                FileOptions.DeleteOnClose)) { }
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
