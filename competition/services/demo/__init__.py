"""The demonstration city (演示城市): a season of made-up people and units, built by use cases."""
