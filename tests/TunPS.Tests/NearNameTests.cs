namespace TunPS.Tests;

public sealed class NearNameTests
{
    [Theory]
    [InlineData("cable", "CABLE")]
    [InlineData("cabel", "cable")]
    [InlineData("cble", "cable")]
    [InlineData("cables", "cable")]
    [InlineData("satelite", "satellite")]
    [InlineData("spce0", "spec0")]
    public void A_mistyped_name_is_recognized(string typed, string name)
        => Assert.Equal(name, NearName.Find(typed, ["other", name, "wire"]));

    [Theory]
    [InlineData("tun6")]
    [InlineData("tun")]
    [InlineData("tap7")]
    [InlineData("eth0")]
    [InlineData("x")]
    [InlineData("")]
    public void Another_name_is_not(string typed)
        => Assert.Null(NearName.Find(typed, ["tun5", "cable"]));

    [Fact]
    public void The_nearest_of_several_is_meant()
        => Assert.Equal("satellite", NearName.Find("sattelite", ["satalites", "satellite", "satelite9"]));
}
