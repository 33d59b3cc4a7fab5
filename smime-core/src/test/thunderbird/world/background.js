browser.world.serve();
