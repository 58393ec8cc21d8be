namespace IpMonitor.Tools;

/// <summary>Restores packages and builds projects, always as Release.</summary>
internal static class MsBuild
{
    /// <summary>Restores and builds a project or the solution. The dashboard's build includes the client.</summary>
    public static bool Build(string project)
    {
        Console.WriteLine($"构建 building {project} …");
        return Run(project, "-restore");
    }

    /// <summary>Downloads the packages of NuGet and npm at the same time.</summary>
    public static bool RestorePackages()
    {
        var client = Task.Run(() => Run("dashboard/IpMonitor.Dashboard.csproj", "-t:RestoreClient"));
        return Run("IpMonitor.sln", "-t:Restore") & client.Result;
    }

    // Prints errors only. The compiler server that compiled ipm.cs compiles the projects too.
    private static bool Run(string project, string option) => ProcessRunner.Run(
        "dotnet", "msbuild", option, project, "-p:Configuration=Release", "-p:UseSharedCompilation=true",
        "-nologo", "-m", "-v:q", "-clp:NoSummary") == 0;
}
