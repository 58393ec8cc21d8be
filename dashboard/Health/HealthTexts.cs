using System.Globalization;
using IpMonitor.Silo.Configuration;

namespace IpMonitor.Dashboard.Health;

/// <summary>Messages of the health checks by code; <c>{0}</c> is the measured value.</summary>
internal static class HealthTexts
{
    private static readonly string BackupCommand = MaintenanceCommand.Format("backup FILE");

    private static readonly Dictionary<string, (string Chinese, string English)> Texts = new()
    {
        ["store_writable"] = (
            "存储可写。",
            "The store takes reports."),
        ["store_full"] = (
            "存储所在磁盘已满：请释放或扩充空间，恢复后无需重启。",
            "The disk of the store is full: free or add space; no restart is needed."),
        ["store_read_only"] = (
            "存储只读：请检查文件系统或数据库是否被设为只读。",
            "The store is read-only: check the file system or the database."),
        ["store_unavailable"] = (
            "存储不可用：请检查数据库或磁盘，见日志。",
            "The store is unavailable: check the database or the disk; see the log."),
        ["commit_fast"] = (
            "最近一次提交用时 {0} 秒。",
            "The last commit took {0} s."),
        ["commit_slow"] = (
            "最近一次提交用时 {0} 秒，上报因此变慢：请检查磁盘或数据库的写入速度，以及是否被其他程序锁住。",
            "The last commit took {0} s, which makes reports slow: "
                + "check the write speed of the disk or database, and locks of others."),
        ["pending_small"] = (
            "待合并的汇总变更 {0} 项。",
            "{0} bucket changes are deferred."),
        ["pending_large"] = (
            "待合并的汇总变更 {0} 项，偏多：大批量导入时属正常，长期不降请检查磁盘速度。",
            "{0} bucket changes are deferred, which is many: "
                + "normal during a large import; otherwise check the speed of the disk."),
        ["queue_short"] = (
            "等待提交的写入 {0} 个。",
            "{0} appends wait for a commit."),
        ["queue_long"] = (
            "等待提交的写入 {0} 个，偏多：上报变慢，请检查磁盘或数据库的写入速度。",
            "{0} appends wait for a commit, which is many: "
                + "reports are slow; check the write speed of the disk or database."),
        ["clock_right"] = (
            "时钟不晚于最近一次提交。",
            "The clock is not behind the last commit."),
        ["clock_behind"] = (
            "时钟比最近一次提交晚 {0} 秒：请检查时间同步（NTP）。",
            "The clock is {0} s behind the last commit: check time synchronization (NTP)."),
        ["clock_jumped"] = (
            "过去一天内时钟跳变了 {0} 分钟：请检查时间同步（NTP）。期间的数据均已保存，按提交序号（位置）回看不受影响。",
            "The clock jumped by {0} min within the last day: check time synchronization (NTP). "
                + "Reports of that time are stored, and states by position are exact."),
        ["backup_recent"] = (
            "最近一次备份在 {0} 小时前。",
            "The last backup is {0} hours old."),
        ["backup_old"] = (
            $"最近一次备份在 {{0}} 小时前，太久：请检查备份任务（{BackupCommand}）。",
            $"The last backup is {{0}} hours old, which is too old: check the backup job ({BackupCommand})."),
        ["backup_missing"] = (
            $"还没有备份：请设置备份任务（{BackupCommand}）。",
            $"There is no backup yet: set up a backup job ({BackupCommand})."),
    };

    /// <summary>All codes.</summary>
    public static IReadOnlyCollection<string> Codes => Texts.Keys;

    /// <summary>Returns the message of a code.</summary>
    public static string GetText(string code, bool inEnglish, double? value = null)
    {
        var (chinese, english) = Texts[code];
        return string.Format(
            CultureInfo.InvariantCulture,
            inEnglish ? english : chinese,
            value?.ToString("0.##", CultureInfo.InvariantCulture));
    }
}
