using IpMonitor.Silo.Configuration;
using IpMonitor.Silo.Sql;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace IpMonitor.Dashboard;

/// <summary>Describes the errors of a start that the operator can correct.</summary>
internal static class StartupRefusal
{
    /// <summary>Exit code of a refused start.</summary>
    public const int ExitCode = 2;

    /// <summary>Returns one line in Chinese and English; null if the error is a defect of the program.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        StartupException refusal => refusal.Message,
        OptionsValidationException invalid => string.Join(' ', invalid.Failures),
        AggregateException { InnerExceptions: var all } when all.All(inner => inner is OptionsValidationException) =>
            string.Join(' ', all.Select(Describe)),
        IOException { InnerException: AddressInUseException } => DescribeListenError(exception),
        // The readers of settings have no exception type of their own.
        _ when exception.Source?.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal) == true
            || exception.Source == "Serilog.Settings.Configuration" =>
            ToLine($"有一项设置读不懂，请改正。 A setting cannot be read, correct it: {DescribeCauses(exception)}"),
        _ => StoreError.Describe(exception) is { } text ? ToLine(text) : null,
    };

    /// <summary>Returns one line for an error of listening.</summary>
    public static string DescribeListenError(Exception exception) => exception.InnerException is AddressInUseException
        ? ToLine($"端口已被占用：请停止占用它的程序，或换一个端口（--urls）。 The port is in use: stop the program that uses it, "
            + $"or choose another port (--urls). {exception.Message}")
        : ToLine($"不能按设置监听：请检查 --urls、Kestrel:Endpoints 与证书文件。 It cannot listen as configured: check --urls, "
            + $"Kestrel:Endpoints and the certificate files. {DescribeCauses(exception)}");

    private static string DescribeCauses(Exception exception) =>
        exception.InnerException is { } cause ? $"{exception.Message} {DescribeCauses(cause)}" : exception.Message;

    private static string ToLine(string text) => text.ReplaceLineEndings(" ");
}
