using System.Reflection;
using System.Runtime.InteropServices;

namespace IpMonitor.Silo.Sql;

/// <summary>
/// In the reduced set the SQLite that comes along is old and carries GHSA-2m69-gcr7-jv3q; where the system has its own, which
/// its maker keeps patched, that one is loaded instead.
/// </summary>
internal static class SystemSqlite
{
#if FULL
    public static void Prefer() { }
#else
    private static readonly Lock Once = new();
    private static bool _done;

    public static void Prefer()
    {
        lock (Once)
        {
            if (_done) return;
            _done = true;
            NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, Resolve);
            SQLitePCL.Batteries_V2.Init();
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == "e_sqlite3" && OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libsqlite3.so.0", out var system) ? system : 0;
#endif
}
