namespace Det0131.Models.Feedback;

/// <summary>
/// Weights of features from labelled alerts: logistic likelihood with an intercept for each analytic, log-normal prior at a centre, every weight in its
/// bounds. ln(w/c)^2 is convex up to w = e c and the bounds stay below that, so there is one minimum; it is found one weight at a time,
/// each by halving, in a fixed order: the same labels give the same weights.
/// </summary>
internal sealed class WeightFit
{
    public const double Least = 0.5;
    public const double Most = 2;

    private const int Sweeps = 200;
    private const int Halvings = 40;
    private const double MostIntercept = 50;

    private readonly LabelledBits _data;
    private readonly double[] _margins;
    private readonly double[] _intercepts;
    private readonly double[] _weights;
    private readonly double[] _centres;
    private readonly double _sigma;

    private WeightFit(LabelledBits data, double[] centres, double sigma)
    {
        (_data, _centres, _sigma) = (data, centres, sigma);
        _weights = [.. centres];
        _intercepts = new double[data.Analytics.Length];
        _margins = [.. data.Fixed];
        for (var f = 0; f < _weights.Length; f++)
        {
            Shift(data.Bits[f], _weights[f]);
        }
    }

    /// <param name="data">The labels.</param>
    /// <param name="centres">By feature, the prior's centre, within the bounds.</param>
    /// <param name="sigma">The prior's standard deviation of ln w.</param>
    /// <param name="reach">A weight stays within its centre times or over this; at most 2.</param>
    public static double[] Fit(LabelledBits data, double[] centres, double sigma, double reach)
    {
        var fit = new WeightFit(data, centres, sigma);
        for (var sweep = 0; sweep < Sweeps && fit.Sweep(reach) > 1e-9; sweep++)
        {
        }

        return fit._weights;
    }

    /// <summary>What is minimised, for a twin that tries every point.</summary>
    internal static double Loss(LabelledBits data, double[] weights, double[] intercepts, double[] centres, double sigma)
    {
        double loss = weights.Zip(centres).Sum(w => Math.Pow(Math.Log(w.First / w.Second) / sigma, 2) / 2);
        for (var i = 0; i < data.Weight.Length; i++)
        {
            var margin = data.Fixed[i] + intercepts[data.AnalyticOf[i]] + weights.Select((w, f) => w * data.Bits[f][i]).Sum();
            loss += data.Weight[i] * Math.Log(1 + Math.Exp(data.IsTheft[i] ? -margin : margin));
        }

        return loss;
    }

    private double Sweep(double reach)
    {
        var largest = 0.0;
        for (var a = 0; a < _intercepts.Length; a++)
        {
            var analytic = a;
            var step = Root(d => InterceptSlope(analytic, d), -MostIntercept - _intercepts[a], MostIntercept - _intercepts[a]);
            _intercepts[a] += step;
            for (var i = 0; i < _margins.Length; i++)
            {
                _margins[i] += _data.AnalyticOf[i] == a ? step : 0;
            }

            largest = Math.Max(largest, Math.Abs(step));
        }

        for (var f = 0; f < _weights.Length; f++)
        {
            var feature = f;
            var low = Math.Max(Least, _centres[f] / reach);
            var high = Math.Min(Most, _centres[f] * reach);
            var weight = Root(w => WeightSlope(feature, w), low, high);
            largest = Math.Max(largest, Math.Abs(weight - _weights[f]));
            Shift(_data.Bits[f], weight - _weights[f]);
            _weights[f] = weight;
        }

        return largest;
    }

    private double InterceptSlope(int analytic, double step)
    {
        // The least pull to 0 keeps it finite where an analytic has only one verdict.
        var slope = 1e-6 * (_intercepts[analytic] + step);
        for (var i = 0; i < _margins.Length; i++)
        {
            slope += _data.AnalyticOf[i] == analytic ? Pull(i, _margins[i] + step) : 0;
        }

        return slope;
    }

    private double WeightSlope(int feature, double weight)
    {
        var bits = _data.Bits[feature];
        var slope = Math.Log(weight / _centres[feature]) / (_sigma * _sigma * weight);
        for (var i = 0; i < _margins.Length; i++)
        {
            if (bits[i] != 0)
            {
                slope += bits[i] * Pull(i, _margins[i] + ((weight - _weights[feature]) * bits[i]));
            }
        }

        return slope;
    }

    private double Pull(int item, double margin) => _data.Weight[item] * ((1 / (1 + Math.Exp(-margin))) - (_data.IsTheft[item] ? 1 : 0));

    private void Shift(double[] bits, double weight)
    {
        for (var i = 0; i < _margins.Length; i++)
        {
            _margins[i] += weight * bits[i];
        }
    }

    // The slope of a convex function rises: its zero, or the end of the stretch that is nearest to it.
    private static double Root(Func<double, double> slope, double low, double high)
    {
        for (var round = 0; round < Halvings; round++)
        {
            var middle = (low + high) / 2;
            (low, high) = slope(middle) < 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
