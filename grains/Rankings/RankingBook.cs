using System.Collections.Immutable;
using IpMonitor.Grains.Journal;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Projections;
using IpMonitor.Grains.Reference;
using IpMonitor.Grains.Targets;

namespace IpMonitor.Grains.Rankings;

/// <summary>Makes the answers that compare cities, out of the province's book: pure; what it answers follows from its position.</summary>
public sealed class RankingBook
{
    private const int MaxKept = 20_000;
    private readonly ProvinceProjection _book;
    // What was worked out of each metric, until something changes it.
    private readonly Dictionary<string, KeptFigures> _kept = [];

    /// <summary>A book in which nothing counts yet.</summary>
    public RankingBook(ReferenceData reference, DateOnly today) => (_book, Today) = (new(reference), today);

    private RankingBook(ProvinceProjection book, DateOnly today) => (_book, Today) = (book, today);

    /// <summary>Answers include every event up to this position and none after.</summary>
    public long Position => _book.Position;

    /// <summary>The day of that position: what is running, and how far, follows from it.</summary>
    public DateOnly Today { get; private set; }

    /// <summary>The reference data in force.</summary>
    public ReferenceData Reference => _book.Reference;

    private TargetEvaluator Pace => new(_book, Today);

    /// <summary>Goes back to what was known at a position.</summary>
    public static RankingBook AsOf(long position, PastState past, ReferenceData reference, DateOnly today) =>
        new(ProvinceProjection.AsOf(position, past, reference), today);

    /// <summary>Takes over what changed, and tells which metrics' figures may have changed.</summary>
    public IReadOnlySet<string> Apply(JournalChanges changes, ReferenceData reference, DateOnly today)
    {
        var touched = _book.Apply(changes, reference);
        if (_kept.Values.Sum(metric => metric.Standings.Count + metric.OfPlaces.Count) > MaxKept || Today != today) _kept.Clear();
        Today = today;
        foreach (var metric in touched) _kept.Remove(metric);
        return touched;
    }

    /// <summary>The cities ranked by a metric.</summary>
    public RankingAnswer Ranking(Metric metric, ReportingPeriod period, Baseline baseline)
    {
        var now = StandingOf(metric, period);
        var before = StandingAt(metric, baseline == Baseline.LastYear ? period.GetSamePeriodLastYear(Today) : period.GetPreviousPeriod(Today), period);
        var lastYear = StandingAt(metric, period.GetSamePeriodLastYear(Today), period);
        var reporting = metric.Kind == MetricKind.Composite ? [] : _book.GetReportingCities(metric, period).ToHashSet();
        return new(Position, metric.Code, period.Text, baseline, now.PopulationYear,
            [.. now.Places.Select(place => Row(metric, now, place, before?.Of(place.City), lastYear?.Of(place.City)))],
            Unranked(city => !reporting.Contains(city)),
            Unranked(reporting.Contains));

        ImmutableArray<UnrankedCity> Unranked(Func<string, bool> which) =>
        [
            .. Reference.Places.Cities.Where(city => now.Of(city.Code) is null && which(city.Code))
                .Select(city => new UnrankedCity(city.Code, city.Name, city.NameEn)),
        ];
    }

    /// <summary>Everything one city has a figure for.</summary>
    public CityAnswer City(NamedCity city, ReportingPeriod period) =>
        new(Position, city, period.Text, [.. Reference.Catalogue.All.Select(metric => Figure(city.Code, metric, period)).OfType<MetricFigure>()]);

    /// <summary>Everything the province has a figure for.</summary>
    public ProvinceAnswer Province(ReportingPeriod period) =>
        new(Position, period.Text, [.. Reference.Catalogue.All.Select(metric => Figure(Reference.Places.Province.Code, metric, period)).OfType<MetricFigure>()]);

    /// <summary>How a metric went over the steps of a period, up to today.</summary>
    public TrendAnswer Trend(Metric metric, ReportingPeriod period)
    {
        var steps = period.GetSteps().TakeWhile(step => step.Start <= Today).ToList();
        var standings = steps.ConvertAll(step => StandingOf(metric, step));
        return new(Position, metric.Code, period.Text, [.. steps.Select(step => step.Text)],
            [.. Reference.Places.Cities
                .Where(city => standings.Exists(step => step.Of(city.Code) is not null))
                .Select(city => new TrendLine(city.Code, city.Name, city.NameEn,
                    [.. standings.Select(step => step.Of(city.Code)?.Figure.ExactValue.ToDecimal())]))]);
    }

    /// <summary>How a city's figure came about over a period; the last step that has begun comes to the figure itself.</summary>
    public CourseAnswer Course(NamedCity city, Metric metric, ReportingPeriod period)
    {
        var steps = Reference.Campaigns.WindowOf(period).GetSteps().ToList();
        var begun = steps.Count(step => step.Start <= Today);
        return new(Position, city.Code, metric.Code, period.Text, [.. steps.Select(Step)]);

        CourseStep Step(ReportingPeriod step, int i)
        {
            var upTo = i < begun - 1 ? period with { End = step.End } : period;
            var standing = i < begun && metric.IsRanked ? StandingOf(metric, upTo) : null;
            var earlier = period.GetSamePeriodLastYear(step.End);
            return new(
                step.Text, i < begun ? FigureOf(city.Code, metric, upTo, upTo)?.ExactValue.ToDecimal() : null, standing?.Of(city.Code)?.Rank, standing?.Places.Length,
                metric.Kind == MetricKind.Composite ? null : new TargetEvaluator(_book, step.End.AddDays(1)).GetExpectedValue(city.Code, metric, period),
                earlier is null ? null : FigureOf(city.Code, metric, earlier, period)?.ExactValue.ToDecimal());
        }
    }

    /// <summary>How a city keeps up its reporting, with the targets of a period that it has no figures for.</summary>
    public ReportingAnswer Reporting(NamedCity city, ReportingPeriod period)
    {
        var rhythm = new Rhythm(_book, Today);
        return new(Position, city.Code, period.Text, rhythm.Month.Text,
            [.. from metric in Reference.Catalogue.All
                where metric.Kind is not (MetricKind.Composite or MetricKind.Coverage)
                let target = Figure(city.Code, metric, period) is null ? Target(city.Code, metric, period) : null
                select new MetricReporting(metric.Code, rhythm.LastDay(city.Code, metric, period), rhythm.Misses(city.Code, metric) ? true : null, target)]);
    }

    /// <summary>Who has not reported what of a month (null: the latest of which every report is due) although each of the three months before it was reported.</summary>
    public UnreportedAnswer Unreported(ReportingPeriod? month)
    {
        var rhythm = new Rhythm(_book, Today);
        var of = month ?? rhythm.Month;
        return new(Position, of.Text, of.End.AddDays(Reference.Rules.CloseDays),
            [.. from city in Reference.Places.Cities
                let metrics = Reference.Catalogue.All.Where(metric => metric.IsReported && rhythm.Misses(city.Code, metric, of)).ToList()
                where metrics.Count > 0
                select new UnreportedCity(city.Code, city.Name, city.NameEn,
                    [.. metrics.Select(metric => new UnreportedMetric(metric.Code, rhythm.LastDay(city.Code, metric, of)))])]);
    }

    /// <summary>What a unit (null: the whole city) itself reported over a period; null when nothing.</summary>
    public decimal? Own(string city, string? unit, Metric metric, ReportingPeriod period) => _book.GetUnitFigure(city, unit, metric, period)?.ExactValue.ToDecimal();

    /// <summary>A city's points of a composite, indicator by indicator.</summary>
    public PointsAnswer Points(Metric composite, ReportingPeriod period, string city)
    {
        var place = StandingOf(composite, period).Of(city);
        return new(Position, composite.Code, period.Text, city, place?.Figure.ExactValue.ToDecimal(), place?.Rank, BoardOf(composite, period).Of(city));
    }

    /// <summary>A city's figure for a metric, and what the whole city and each of its units reported.</summary>
    public UnitsAnswer Units(NamedCity city, Metric metric, ReportingPeriod period)
    {
        var book = _book.GetCity(city.Code);
        var inputs = metric.Inputs.Select(code => Reference.Catalogue[code]).ToList();
        var units = inputs.SelectMany(input => book.GetUnits(input, period)).Distinct().Order(StringComparer.Ordinal);
        return new(Position, city.Code, metric.Code, period.Text, Figure(city.Code, metric, period),
            [.. units.Prepend(null).Select(unit => (Unit: unit, Figure: _book.GetUnitFigure(city.Code, unit, metric, period)))
                .Where(pair => pair.Figure is not null)
                .Select(pair => new UnitFigure(pair.Unit, NameOf(pair.Unit).Name, NameOf(pair.Unit).NameEn, inputs.TrueForAll(input => book.IsUnitCounted(input, pair.Unit, period)),
                    OfUnit(city.Code, pair.Unit, metric, period, pair.Figure!)))]);

        (string Name, string NameEn) NameOf(string? unit) =>
            unit is null ? (city.Name, city.NameEn) : Reference.Places.FindUnit(unit) is { } found ? (found.Name, found.NameEn) : (unit, unit);
    }

    /// <summary>Everything a unit reported.</summary>
    public UnitAnswer Unit(ReportingUnit unit, ReportingPeriod period) => new(
        Position, unit.Code, unit.City, unit.Name, unit.NameEn, period.Text,
        [.. from metric in Reference.Catalogue.All
            let figure = _book.GetUnitFigure(unit.City, unit.Code, metric, period)
            where figure is not null
            select OfUnit(unit.City, unit.Code, metric, period, figure)]);

    /// <summary>What cities' figures would divide, by city.</summary>
    public IReadOnlyDictionary<string, Fraction> Above(Metric metric, ReportingPeriod period) =>
        Reference.Places.Cities.ToDictionary(city => city.Code, city => _book.GetNumerator(city.Code, metric, period));

    /// <summary>Makes of it what was there at its position as corrections made since leave it; see <see cref="ProvinceProjection.ApplyCorrections"/>.</summary>
    public void Correct(IReadOnlyCollection<JournalEvent> later)
    {
        _book.ApplyCorrections(later);
        _kept.Clear();
    }

    /// <summary>The figure of a city, or of the province by its code; null where there is none.</summary>
    public MetricFigure? Figure(string place, Metric metric, ReportingPeriod period)
    {
        var kept = Kept(metric).OfPlaces;
        if (kept.TryGetValue((place, period), out var figure)) return figure;
        return kept[(place, period)] = place == Reference.Places.Province.Code ? OfProvince(metric, period) : OfCity(place, metric, period);
    }

    /// <summary>The target of a city, or of the province by its code, for a metric and exactly this period.</summary>
    public TargetState? Target(string place, Metric metric, ReportingPeriod period) => Pace.Evaluate(place, metric, period);

    /// <summary>The cities in order of a metric over a period.</summary>
    public Standing StandingOf(Metric metric, ReportingPeriod period)
    {
        var kept = Kept(metric).Standings;
        if (kept.TryGetValue(period, out var standing)) return standing;
        var (figures, year) = metric.Kind == MetricKind.Composite
            ? (BoardOf(metric, period).Scores(Reference.Places.Cities.Select(city => city.Code)), null)
            : _book.GetCityFigures(metric, period);
        return kept[period] = new(metric.Better, figures, year);
    }

    /// <summary>
    /// The cities ranked over an earlier stretch, to hold a period against; null without one. What is scored by targets has no
    /// score over a stretch that is none of the target's periods.
    /// </summary>
    public Standing? StandingAt(Metric metric, ReportingPeriod? earlier, ReportingPeriod period) =>
        earlier is null || (earlier.Kind != period.Kind && metric.Indicators.Any(indicator => indicator.Scoring == ScoringMethod.Target)) ? null : StandingOf(metric, earlier);

    private KeptFigures Kept(Metric metric)
    {
        if (!_kept.TryGetValue(metric.Code, out var kept)) _kept.Add(metric.Code, kept = new([], []));
        return kept;
    }

    private Scoreboard BoardOf(Metric composite, ReportingPeriod period) =>
        new(composite, code => Reference.Catalogue[code], indicator => StandingOf(indicator, period), Pace, period);

    private RankingRow Row(Metric metric, Standing standing, CityRank place, CityRank? before, CityRank? lastYear)
    {
        var city = Reference.Places.FindCity(place.City)!;
        return new(place.Rank, before?.Rank, city.Code, city.Name, city.NameEn, place.Figure.ExactValue.ToDecimal(),
            place.Figure.Qualifier.NullIfExact(), place.Figure.ReadingDate, Compare(metric, place.Figure, lastYear?.Figure),
            place.Tie ? true : null, MetricFigure.Corrections(place.Figure), place.Figure.IsFinal ? true : null,
            Distance.Between(metric, place, standing.NextAbove(place), catchingUp: true),
            Distance.Between(metric, place, standing.NextBelow(place), catchingUp: false));
    }

    private MetricFigure? OfCity(string city, Metric metric, ReportingPeriod period)
    {
        var isComposite = metric.Kind == MetricKind.Composite;
        var (figure, year) = isComposite ? (StandingOf(metric, period).Of(city)?.Figure, null) : _book.GetCityFigure(city, metric, period);
        if (figure is null) return null;
        var standing = metric.IsRanked ? StandingOf(metric, period) : null;
        var place = standing?.Of(city);
        return MetricFigure.From(metric, figure, year) with
        {
            Yoy = Compare(metric, figure, Before(period.GetSamePeriodLastYear(Today))),
            Mom = Compare(metric, figure, Before(period.GetPreviousPeriod(Today))),
            Rank = place?.Rank,
            Of = standing?.Places.Length,
            Target = isComposite ? null : Pace.Evaluate(city, metric, period),
            Gap = place is null ? null : Distance.Between(metric, place, standing!.NextAbove(place), catchingUp: true),
            Lead = place is null ? null : Distance.Between(metric, place, standing!.NextBelow(place), catchingUp: false),
        };

        Figure? Before(ReportingPeriod? earlier) => earlier is null ? null : FigureOf(city, metric, earlier, period);
    }

    // A composite is worked out of places, anything else of what the city reported.
    private Figure? FigureOf(string city, Metric metric, ReportingPeriod stretch, ReportingPeriod period) => metric.Kind == MetricKind.Composite
        ? StandingAt(metric, stretch, period)?.Of(city)?.Figure
        : _book.GetCityFigure(city, metric, stretch).Figure;

    private MetricFigure? OfProvince(Metric metric, ReportingPeriod period)
    {
        if (_book.GetProvinceFigure(metric, period) is not ({ } figure, var cities, var year)) return null;
        return MetricFigure.From(metric, figure, year) with
        {
            Yoy = Compare(metric, figure, Before(period.GetSamePeriodLastYear(Today))),
            Mom = Compare(metric, figure, Before(period.GetPreviousPeriod(Today))),
            Cities = cities,
            Target = Pace.Evaluate(Reference.Places.Province.Code, metric, period),
        };

        Figure? Before(ReportingPeriod? earlier) => earlier is null ? null : _book.GetProvinceFigure(metric, earlier).Figure;
    }

    private MetricFigure OfUnit(string city, string? unit, Metric metric, ReportingPeriod period, Figure figure)
    {
        return MetricFigure.From(metric, figure, null) with
        {
            Yoy = Compare(metric, figure, Before(period.GetSamePeriodLastYear(Today))),
            Mom = Compare(metric, figure, Before(period.GetPreviousPeriod(Today))),
        };

        Figure? Before(ReportingPeriod? earlier) => earlier is null ? null : _book.GetUnitFigure(city, unit, metric, earlier);
    }

    private Comparison? Compare(Metric metric, Figure figure, Figure? @base) =>
        Comparison.Between(metric, figure, @base, Reference.Rules.LeastBase(metric.Unit));

    private sealed record KeptFigures(Dictionary<ReportingPeriod, Standing> Standings, Dictionary<(string Place, ReportingPeriod Period), MetricFigure?> OfPlaces);
}
