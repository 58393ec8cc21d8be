using IpMonitor.Dashboard.Workbooks;
using IpMonitor.Grains.Screens;

namespace IpMonitor.Dashboard.Screens;

/// <summary>Creates the workbook of the screens.</summary>
internal static class ScreenWorkbooks
{
    public static Task<Workbook?> CreateScreens(
        WorkbookRequest request, ScreenControlResponse first, IAsyncEnumerable<ScreenControlResponse> pages) =>
        Task.FromResult<Workbook?>(new(request.Text("sheet.screens"), new ExportTable(
            request.Text("sheet.screens"),
            request.Text("sheet.screens"),
            [
                new(request.Text("sheet.screen_group")), new(request.Text("sheet.screen_name")),
                new(request.Text("sheet.id")), new(request.Text("sheet.last_seen")),
                new(request.Text("sheet.data_as_of")), new(request.Text("sheet.screen_live")),
                new(request.Text("sheet.screen_width"), IsEnd: true),
                new(request.Text("sheet.screen_height"), IsEnd: true), new(request.Text("sheet.build")),
            ],
            pages.Select(page => page.Screens.Select(row => (ExportCell[])
            [
                row.Screen.Group, row.Screen.Name, row.Id, ExportCell.FromTime(row.Status?.SeenAt),
                ExportCell.FromTime(row.Status?.AsOf), request.TextIf(row.Status?.IsLive, "sheet.yes"),
                ExportCell.FromNumber(row.Status?.Width, NumberFormats.Plain),
                ExportCell.FromNumber(row.Status?.Height, NumberFormats.Plain), row.Status?.Build,
            ])),
            request.CreateFoot())));
}
