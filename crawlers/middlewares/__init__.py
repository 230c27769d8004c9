"""What stands between spiders and the network: who may be asked, and how often."""
