namespace Det0131.Models.Baselines;
public sealed class SeasonalExpectation { public static SeasonalExpectation Fit(ReadOnlySpan<double> v, int first)=>new(); public double Residual(int h,double v)=>0; public byte[] ToBytes()=>[]; public static SeasonalExpectation FromBytes(byte[] b)=>new(); }
